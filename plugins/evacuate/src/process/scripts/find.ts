/** Perl that finds the declared process; args pidfile, or words (argv separated by \x1f). */
export const findTask = String.raw`
sub declared_pid {
  if (defined $a{pidfile}) {
    my $text = slurp($a{pidfile}) // return (0, "there is no $a{pidfile}");
    return $text =~ /^\s*(\d+)\s*$/ && $1 > 0 ? ($1, "$a{pidfile} says $1") : (undef, "$a{pidfile} holds no process id");
  }
  my @argv = split /\x1f/, $a{words};
  my $pid = open(my $out, '-|') // return (undef, "fork: $!");
  if (!$pid) { exec { $argv[0] } @argv; POSIX::_exit(127) }
  local $/; my $text = <$out>; close $out;
  return (undef, "$argv[0] could not be run") if $? >> 8 == 127;
  return (0, "$argv[0] names no process") if $? || $text !~ /^\s*(\d+)\s*$/;
  ($1, "$argv[0] says $1");
}
# The process, its children and theirs; children of every thread.
sub tree {
  my @todo = ($_[0]); my @found;
  while (defined(my $pid = shift @todo)) {
    next unless defined starttime($pid);
    push @found, $pid;
    for my $t (glob "/proc/$pid/task/*/children") { push @todo, split ' ', slurp($t) // '' }
  }
  @found;
}
`

/** Prints `state running|held|absent|unknown`, `pids …`, `detail …`. */
export const locateScript = `${findTask}${String.raw`
my ($pid, $how) = declared_pid();
if (!defined $pid) { out('state', 'unknown'); out('detail', $how); exit 0 }
if (!$pid || !defined starttime($pid)) { out('state', 'absent'); out('detail', $pid ? "$how, which does not exist" : $how); exit 0 }
my $root = cg_root(); my $rel = cg_of($pid);
my $frozen = defined $root && defined $rel && (cg_event("$root$rel", 'frozen') // 0);
out('state', $frozen ? 'held' : 'running');
out('pids', tree($pid));
out('detail', $frozen ? "$how; its cgroup $rel is frozen" : $how);
`}`
