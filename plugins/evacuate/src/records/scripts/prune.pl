# Removes records of finished moves. Each is renamed first, so that an interruption leaves nothing that reads like a
# record. Records of open moves, and those that another command works on, stay.
# Arguments: base
# Standard input: folders of records, one a line
# Prints: gone DIR
# Needs: ../../remote/scripts/prelude.pl

system('rm', '-rf', '--', $_) for glob "$arg{base}/*/.gone.*";
while (my $dir = <STDIN>) {
  chomp $dir;
  my ($run, $name) = $dir =~ m{^(\Q$arg{base}\E/[^/]+)/([^/]+)\z} or refuse('prune', "$dir is no record");
  next unless -e "$dir/verified" || -e "$dir/aborted";
  open my $held, '>>', "$dir/lock" or next;
  flock $held, LOCK_EX | LOCK_NB or next;
  rename $dir, "$run/.gone.$name" or refuse('write', "$dir: $!");
  system('rm', '-rf', '--', "$run/.gone.$name");
  rmdir $run;
  out('gone', $dir);
}
