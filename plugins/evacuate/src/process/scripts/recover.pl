# Lets the tree run again at its source. Waits for a criu that still runs, and then ends it.
# Arguments: those of source.pl; ms (to wait for criu)
# Prints: ended criu, unlocked TABLE, state LETTER, switches N (since it was let go)
# Needs: source.pl

open_record();
refuse('recover', 'the source was released') if (slurp("$hold/decision") // '') eq 'release';
put("$hold/decision", 'rollback') if -d $hold;
for (my $waited = 0; $waited < $arg{ms} && job($hold, 'criu') eq 'running'; $waited += 5) {
  sleep_ms(5);
}
if (job($hold, 'criu') eq 'running') {
  out('ended', 'criu');
  cg_empty(cg(slurp("$hold/criu.job"))) or refuse('recover', 'criu cannot be ended');
}
refuse('gone', "process $arg{pid} ended") unless is_alive();
drop_network_locks();
my $before = switches($arg{pid});
if (defined(my $folder = slurp("$hold/cg"))) {
  # Thaw only a cgroup that this move froze, because another move may hold it.
  !-e "$hold/froze" or cg_freeze($folder, 0) or refuse('recover', "cgroup $folder cannot be thawed");
  if (defined(my $from = slurp("$hold/moved"))) {
    my $to = cg($from);
    write_once("$to/cgroup.procs", $_) for cg_pids($folder);
    unlink "$hold/moved";
    cg_drop(substr $folder, length cg_root());
  }
}
my $state = '';
for (my $waited = 0; $waited < 5000; $waited += 5) {
  $state = task_state($arg{pid});
  last if $state =~ /^[RSDI]$/ && (!-e "$hold/froze" || switches($arg{pid}) > $before);
  sleep_ms(5);
}
refuse('recover', "process $arg{pid} is in state $state") unless $state =~ /^[RSDI]$/;
out('state', $state);
out('switches', switches($arg{pid}) - $before);
