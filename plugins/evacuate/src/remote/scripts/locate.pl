# Prints whether the declared process runs, and which processes belong to it. Changes nothing.
# Arguments: pidfile, or argv (words separated by \x1f)
# Prints: state running|held|absent|unknown, pids PID ..., detail TEXT
# Needs: prelude.pl tasks.pl cgroups.pl find-task.pl

my ($pid, $how) = declared_pid();
if (!defined $pid) {
  out('state', 'unknown');
  out('detail', $how);
  exit 0;
}
if (!$pid || !defined starttime($pid)) {
  out('state', 'absent');
  out('detail', $pid ? "$how, which does not exist" : $how);
  exit 0;
}
my $root = cg_root();
my $cgroup = cg_of($pid);
my $frozen = defined $root && defined $cgroup && (cg_event("$root$cgroup", 'frozen') // 0);
out('state', $frozen ? 'held' : 'running');
out('pids', process_tree($pid));
out('detail', $frozen ? "$how; its cgroup $cgroup is frozen" : $how);
