# Surveys what a host has and lacks for a service's move. Changes nothing.
# Arguments: programs, files, units (that stop with the service; all separated by \x1f), pidfile
# Prints: declared, undeclared, link, shared; absent PROGRAM, bytes N (of the files), tar; if the processes of the
#   service are known, named and writer of others, as writers.pl prints them
# Needs: ../../remote/scripts/find-task.pl ../../transfer/scripts/declared-files.pl ../../transfer/scripts/writers.pl

describe_declared_files();
for my $program (split /\x1f/, $arg{programs} // '') {
  out('absent', $program) unless $program =~ m{/} ? -x $program : grep { -x "$_/$program" } split /:/, $ENV{PATH};
}
my $bytes = 0;
for my $file (grep { -e $_ } split /\x1f/, $arg{files} // '') {
  my $pid = open(my $du, '-|') // next;
  if (!$pid) {
    exec 'du', '-sb', '--', $file;
    POSIX::_exit(127);
  }
  $bytes += (split ' ', <$du> // 0)[0];
}
out('bytes', $bytes);
out('tar') if !system('tar --version >/dev/null 2>&1');

my ($root) = defined $arg{pidfile} ? declared_pid() : ();
my %is_unit = map { $_ => 1 } split /\x1f/, $arg{units} // '';
my $session = $root ? session_of($root) : undef;
if (($root && defined starttime($root)) || grep { is_in_unit($_) } all_processes()) {
  print_writers(\&is_own, split /\x1f/, $arg{files} // '');
}

# Whether a process belongs to the service: to a unit of it, or to the first process as its child or by its session,
# which a daemon has of its own and keeps when its parent ends.
sub is_own {
  my ($pid) = @_;
  return 1 if is_in_unit($pid);
  return 0 unless $root;
  return (is_below($pid, $root) // 1) || (session_of($pid) // 1) == ($session // 0);
}

sub is_in_unit {
  my ($pid) = @_;
  return scalar grep { $is_unit{$_} } split m{/}, cg_of($pid) // '';
}

# undef when the process does not exist.
sub session_of {
  my ($pid) = @_;
  return (split / /, stat_after_name($pid) // return undef)[3];
}
