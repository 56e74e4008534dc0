# Unix sockets of a process tree. Stands alone, because criu's action script needs it.
# Needs: memory-files.pl

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
