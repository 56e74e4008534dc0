# The standard streams of a process that its inventory entry leads elsewhere at the destination.
# Needs: survey-sockets.pl survey-unsupported.pl

# Argument stdio: DESCRIPTOR=TARGET, separated by \x1f; the target is a path or "journal".
# Prints, for the first process of the tree,
#   stream DESCRIPTOR TYPE INODE TARGET (it can be led to its target: pipe with a path, socket with "journal")
#   inner DESCRIPTOR (both ends of the pipe are in the tree)
#   unread DESCRIPTOR BYTES (input that the process has not read yet)
#   other DESCRIPTOR WHAT (neither a pipe nor a socket)
#   piped DESCRIPTOR (a pipe, of which only one end is in the tree, and that is not led elsewhere)
# Returns the pipes and sockets that are led elsewhere.
sub survey_streams {
  my @tree = @_;
  my %modes = pipe_modes(@tree);
  my @led;
  for my $entry (split /\x1f/, $arg{stdio} // '') {
    my ($descriptor, $target) = split /=/, $entry, 2;
    my $file = readlink "/proc/$tree[0]/fd/$descriptor" // next;
    my ($type, $inode) = $file =~ /^(pipe|socket):\[(\d+)\]$/;
    if (!defined $type) {
      out('other', $descriptor, $file) if $file ne $target;
      next;
    }
    if ($type eq 'pipe' && keys %{$modes{$file} // {}} > 1) {
      out('inner', $descriptor);
      next;
    }
    my $waiting = $type eq 'pipe' && $modes{$file}{0} ? unread_bytes($tree[0], $descriptor) : 0;
    out('unread', $descriptor, $waiting) if $waiting;
    out('stream', $descriptor, $type, $inode, $target);
    push @led, $file;
  }
  for my $descriptor (0 .. 2) {
    my $file = readlink "/proc/$tree[0]/fd/$descriptor" // next;
    out('piped', $descriptor) if keys %{$modes{$file} // {}} == 1 && !grep { $_ eq $file } @led;
  }
  return @led;
}

# "pipe:[inode]" => {0: it is read, 1: it is written}, by the tree.
sub pipe_modes {
  my %modes;
  for my $pid (@_) {
    for my $descriptor (glob "/proc/$pid/fd/*") {
      my $file = readlink $descriptor // next;
      next unless $file =~ /^pipe:/;
      my ($flags) = (slurp($descriptor =~ s{/fd/}{/fdinfo/}r) // '') =~ /^flags:\s+(\d+)/m;
      $modes{$file}{(oct($flags // 0) & 3) ? 1 : 0} = 1;
    }
  }
  return %modes;
}

# FIONREAD; its number is 0x541b on all architectures of criu but ppc64le and mips (0x4004667f).
sub unread_bytes {
  my ($pid, $descriptor) = @_;
  my $copy = copy_descriptor($pid, $descriptor) // return 0;
  my $count = pack 'i', 0;
  ioctl $copy, (POSIX::uname())[4] =~ /^(?:ppc|mips)/ ? 0x4004667f : 0x541b, $count;
  return unpack 'i', $count;
}
