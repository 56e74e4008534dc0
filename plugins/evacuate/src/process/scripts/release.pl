# Ends the held tree for good. Only after COMMIT.
# Arguments: those of source.pl; pidfile (removed when it names the tree)
# Prints: criu (how it ended), killed PID ..., unlocked TABLE
# Needs: source.pl

my $dir = open_record_forward();
refuse('release', 'the move was not committed') unless -e "$dir/commit";
defined slurp("$hold/held") or refuse('release', 'the source was never held');
refuse('release', 'the move was aborted') if (slurp("$hold/decision") // '') eq 'rollback';
my $folder = slurp("$hold/cg");
put("$hold/decision", 'release');
for (my $waited = 0; $waited < 30000 && job($hold, 'criu') eq 'running'; $waited += 5) {
  sleep_ms(5);
}
out('criu', job($hold, 'criu'));
# When criu, its hook or one process of the tree died while it was held, nothing else ends the rest of it.
if (my @remaining = remaining_pids()) {
  out('killed', @remaining);
  kill 'KILL', @remaining;
}
for (my $waited = 0; $waited < 5000 && (is_alive() || remaining_pids()); $waited += 5) {
  sleep_ms(5);
}
refuse('release', "process $arg{pid} or one of its children does not end") if is_alive() || remaining_pids();
write_once("$folder/cgroup.freeze", 0);
drop_network_locks();
cg_drop(substr $folder, length cg_root()) if -e "$hold/moved";
unlink $arg{pidfile} if defined $arg{pidfile} && pid_in(slurp($arg{pidfile})) == $arg{pid};
out('ok');
