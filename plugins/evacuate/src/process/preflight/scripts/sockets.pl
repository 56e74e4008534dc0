# Sockets of processes: what /proc/net tells, and options read through a copy of the descriptor.
# Needs: ../../../remote/scripts/tasks.pl

# A copy of a descriptor of another process. pidfd_open (434) and pidfd_getfd (438) have the same numbers on every
# architecture that criu supports. undef before kernel 5.6.
sub copy_descriptor {
  my ($pid, $number) = @_;
  my $process = syscall(434, $pid + 0, 0);
  return undef if $process < 0;
  my $copy = syscall(438, $process, $number + 0, 0);
  POSIX::close($process);
  return undef if $copy < 0;
  open my $handle, '+<&=', $copy or return undef;
  return $handle;
}

# An integer option; undef when the socket does not have it.
sub socket_option {
  my ($handle, $level, $name) = @_;
  my $value = getsockopt($handle, $level, $name);
  return defined $value && length $value >= 4 ? unpack('i', $value) : undef;
}

# SO_DOMAIN (39), SO_TYPE (3) and SO_PROTOCOL (38).
sub socket_kind {
  my ($handle) = @_;
  return map { socket_option($handle, 1, $_) // -1 } 39, 3, 38;
}

# SO_REUSEADDR (2), SO_REUSEPORT (15), IPV6_V6ONLY (26 of IPPROTO_IPV6) and SO_BINDTODEVICE (25); "-" when not known.
sub bind_options {
  my ($handle) = @_;
  my @flags = map { socket_option($handle, @$_) // '-' } [1, 2], [1, 15], [41, 26];
  my $device = getsockopt($handle, 1, 25) // '';
  $device =~ s/\0.*//s;
  return (@flags, length $device ? $device : '-');
}

# (address, port) of a sockaddr_in or sockaddr_in6; an IPv4 address inside of an IPv6 one as IPv4.
sub address_of {
  my ($name) = @_;
  my $family = unpack 'S', $name // return ();
  return (address_text(substr($name, 4, 4)), unpack 'x2 n', $name) if $family == 2;
  return (address_text(substr($name, 8, 16)), unpack 'x2 n', $name) if $family == 10;
  return ();
}

sub address_text {
  my ($bytes) = @_;
  $bytes = substr $bytes, 12 if length $bytes == 16 && substr($bytes, 0, 12) eq "\0" x 10 . "\xff\xff";
  return join '.', unpack 'C4', $bytes if length $bytes == 4;
  my $text = join ':', map { sprintf '%x', $_ } unpack 'n8', $bytes;
  # The longest run of zeros is written as "::".
  my ($zeros) = sort { length $b <=> length $a } $text =~ /((?:\b0(?::|$))+)/g;
  $text =~ s/(?:^|:)\Q$zeros\E/::/ if defined $zeros && length $zeros > 2;
  return $text;
}

# inode => [kind, address, port, state, user id] of the inet sockets in the network of a process.
sub inet_table {
  my ($pid) = @_;
  my %table;
  for my $kind (qw(tcp tcp6 udp udp6 udplite udplite6)) {
    for my $line (split /\n/, slurp("/proc/$pid/net/$kind") // '') {
      my @fields = split ' ', $line;
      next unless @fields > 9 && $fields[1] =~ /^([0-9A-F]+):([0-9A-F]{4})$/;
      my ($hex, $port) = ($1, hex $2);
      my $bytes = pack 'L*', map { hex } $hex =~ /(.{8})/g;
      $table{$fields[9]} = [$kind =~ s/6$//r, address_text($bytes), $port, $fields[3], $fields[7]] if $fields[9];
    }
  }
  return %table;
}

# inode => path of the bound unix sockets in the network of a process; names of the abstract namespace begin with "@".
sub unix_names {
  my ($pid) = @_;
  my %names;
  for my $line (split /\n/, slurp("/proc/$pid/net/unix") // '') {
    my @fields = split ' ', $line, 8;
    $names{$fields[6]} = $fields[7] if defined $fields[7] && $fields[6] =~ /^\d+$/;
  }
  return %names;
}

# inode => [type, state, inode of the peer] of this network's unix sockets, by sock_diag(7): SOCK_DIAG_BY_FAMILY (20),
# UDIAG_SHOW_PEER (4), attribute UNIX_DIAG_PEER (2).
sub unix_peers {
  my %found;
  socket(my $diag, 16, 3, 4) or return ();
  my $request = pack 'C C S L L L L L', 1, 0, 0, 0xffffffff, 0, 4, 0xffffffff, 0xffffffff;
  send $diag, pack('L S S L L', 16 + length $request, 20, 0x301, 1, 0) . $request, 0 or return ();
  for (;;) {
    defined recv $diag, my $answer, 1 << 17, 0 or last;
    while (length $answer >= 16) {
      my ($length, $type) = unpack 'L S', $answer;
      return %found if $type == 3 || $type == 2 || $length < 16;
      my ($kind, $state, $inode) = unpack 'x17 C C x L', $answer;
      my $peer = 0;
      for (my $at = 32; $at + 4 <= $length;) {
        my ($size, $name) = unpack "x$at S S", $answer;
        last if $size < 4;
        $peer = unpack 'x' . ($at + 4) . ' L', $answer if $name == 2;
        $at += ($size + 3) & ~3;
      }
      $found{$inode} = [$kind, $state, $peer];
      my $step = ($length + 3) & ~3;
      $answer = $step < length $answer ? substr $answer, $step : '';
    }
  }
  return %found;
}

# "socket:[inode]" or "pipe:[inode]" => [pid, name] of a process that has it open, for those that are asked for.
sub holders_of {
  my ($wanted, $without) = @_;
  my %found;
  return () unless %$wanted;
  for my $pid (map { m{(\d+)$} } glob '/proc/[0-9]*') {
    next if $without->{$pid};
    for my $descriptor (glob "/proc/$pid/fd/*") {
      my $target = readlink $descriptor // next;
      next unless $wanted->{$target} && !$found{$target};
      $found{$target} = [$pid, (slurp("/proc/$pid/comm") // '?')];
    }
  }
  return %found;
}

sub has_program {
  my ($name) = @_;
  return scalar grep { -x "$_/$name" } split /:/, $ENV{PATH};
}
