# Prints the state of the copy at the destination. Changes nothing.
# Arguments: dir, images, cgroup (of the copy), ids (of the tree), both for a host that has no record
# Prints: pids PID ..., frozen 0|1, job, shipped (images verified) or stored (verified before a restart of this host),
#   prepared, made, whole, held PID ... (ids of the held tree), stray PID ... (without a record: what may be the copy)
# Needs: destination.pl

print_state();
if (!-d $arg{dir} && defined cg_root()) {
  my %stray = map { $_ => 1 } cg_pids(cg($arg{cgroup})), grep { defined starttime($_) } split / /, $arg{ids};
  out('stray', sort { $a <=> $b } keys %stray) if %stray;
}
