# Folders that what is left at another host needs there. Stands alone, because criu's action script needs it.

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
