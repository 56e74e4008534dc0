# Makes missing folders as they are at the source. tar would make them for root alone.
# Needs: ../../remote/scripts/prelude.pl

# Each MODE UID GID PATH, separated by \x1f, from the top.
sub make_folders {
  for (split /\x1f/, $_[0] // '') {
    my ($mode, $uid, $gid, $path) = split / /, $_, 4;
    next if -d $path;
    mkdir $path and chown $uid, $gid, $path and chmod oct $mode, $path or refuse('write', "$path: $!");
  }
}
