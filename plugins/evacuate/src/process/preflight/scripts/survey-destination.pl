# Surveys what the destination has and lacks for a process tree. Changes nothing.
# Arguments: ids (process, thread, group and session ids), cgroup (of the copy), images
# Standard input: paths to describe, one a line
# Prints: the facts of the host, caps, taken ID WHO, pidmax, memory, busy PID ..., space, and what each path is
# Needs: ../../../remote/scripts/host-facts.pl ../../scripts/taken-ids.pl

host_facts();
capabilities('self');
out('taken', @$_) for taken_ids(split / /, $arg{ids});
out('pidmax', slurp('/proc/sys/kernel/pid_max'));
my ($free_kib) = (slurp('/proc/meminfo') // '') =~ /MemAvailable:\s+(\d+)/;
out('memory', ($free_kib // 0) * 1024);
if (defined cg_root()) {
  my $folder = cg_root() . $arg{cgroup};
  out('busy', cg_pids($folder)) if cg_event($folder, 'populated');
}
space();
while (my $path = <STDIN>) {
  chomp $path;
  describe($path);
}
