# Tells about the files that are declared to be sent along.
# Needs: ../../remote/scripts/host-facts.pl

# Argument files (separated by \x1f). Prints declared|undeclared PATH (it exists or not), link PATH,
# shared PATH TYPE SOURCE.
sub describe_declared_files {
  for my $path (split /\x1f/, $arg{files} // '') {
    out(-e $path ? 'declared' : 'undeclared', $path);
    out('link', $path) if -l $path;
    my $shared = shared_fs($path);
    out('shared', $path, $shared) if length $shared;
  }
}
