# Folders that what a tree leaves at its new host needs there. Stands alone, because criu's action script needs it.
# Needs: memory-files.pl

# The folders above files, from the top: MODE UID GID PATH.
sub folders_above {
  my @folders;
  my %seen;
  for my $file (@_) {
    my @above;
    (my $path = $file) =~ s{/+\z}{};
    while ($path =~ s{/[^/]+\z}{} && length $path) {
      my ($mode, $uid, $gid) = (stat $path)[2, 4, 5];
      unshift @above, sprintf '%o %d %d %s', $mode & 07777, $uid, $gid, $path unless $seen{$path}++ || !defined $mode;
    }
    push @folders, @above;
  }
  return @folders;
}

# Paths of the unix sockets that the processes have open: criu makes the sockets again, and not their folders.
sub socket_paths {
  my %paths;
  for my $pid (@_) {
    my %own = map { (readlink($_) // '') =~ /^socket:\[(\d+)\]/ ? ($1 => 1) : () } glob "/proc/$pid/fd/*";
    for my $line (read_lines("/proc/$pid/net/unix")) {
      my ($inode, $path) = $line =~ m{^\S+ \S+ \S+ \S+ \S+ \S+ +(\d+) (/.*)$} or next;
      $paths{$path} = 1 if $own{$inode};
    }
  }
  return sort keys %paths;
}
