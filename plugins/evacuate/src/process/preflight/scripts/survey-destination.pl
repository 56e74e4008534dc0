# Surveys what the destination has and lacks for a process tree. Changes nothing.
# Arguments: ids (process, thread, group and session ids), cgroup (of the copy), images; those of survey_ports
# Standard input: paths to describe, one a line
# Prints: the facts of the host, caps, taken ID WHO, pidmax, memory, busy PID ..., space, what each path is, and what
#   survey_ports names
# Needs: ../../../remote/scripts/host-facts.pl ../../scripts/taken-ids.pl survey-ports.pl

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
survey_ports();
while (my $path = <STDIN>) {
  chomp $path;
  describe($path);
}
