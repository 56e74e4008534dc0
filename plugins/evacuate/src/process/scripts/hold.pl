# Starts criu, which freezes and saves the tree, as a job that outlives this script.
# Arguments: those of source.pl; cgroup (of the tree), make (1: the tree is moved into it first), job (cgroup of criu),
#   criu (argv, words separated by \x1f), hook (text of criu's action script), inputs (PID/fd/NUMBER of pipes that the
#   copy will not have, separated by blanks)
# Needs: source.pl

open_record_forward();
if (-e "$hold/held" && slurp("$hold/cg") && !cg_event(slurp("$hold/cg"), 'frozen') && is_alive()) {
  # criu still traces the tree, so it has not run since its images were written.
  task_state($arg{pid}) eq 't' && cg_freeze(slurp("$hold/cg"), 1)
    or refuse('thawed', 'the frozen cgroup was thawed from outside, so the images are old');
}
if (-e "$hold/held" || job($hold, 'criu') eq 'running') {
  out('already');
  exit 0;
}
refuse('decided', 'the source was released, or the move was aborted') if -e "$hold/decision";
refuse('gone', "process $arg{pid} ended") unless is_alive();
-d $hold or mkdir $hold, 0700 or refuse('write', "$hold: $!");

my $folder = cg($arg{cgroup});
# Written before the tree is moved, because undoing the move reads it.
put("$hold/cg", $folder);
if ($arg{make}) {
  cg_make($arg{cgroup});
  put("$hold/moved", cg_of($arg{pid}) // '/') unless -e "$hold/moved";
  # A process may have made a child meanwhile, so this is repeated until all are inside.
  for (my $round = 0; $round < 20; $round++) {
    my @outside = grep { (cg_of($_) // '') ne $arg{cgroup} } process_tree($arg{pid});
    last unless @outside;
    write_once("$folder/cgroup.procs", $_) for @outside;
  }
}
for my $member (cg_pids($folder)) {
  next if grep { $member == $_ } process_tree($arg{pid});
  refuse('cgroup', "cgroup $arg{cgroup} holds other processes too");
}
if (slurp("$folder/cgroup.freeze")) {
  refuse('frozen', "cgroup $arg{cgroup} is already frozen, so criu would hang") unless -e "$hold/froze";
  cg_freeze($folder, 0) or refuse('frozen', "cgroup $arg{cgroup} cannot be thawed");
}
unlink "$hold/froze";
put("$hold/nft", join '|', nft_tables());
unlink "$hold/unread";
put("$hold/inputs", $arg{inputs} // '');
put("$hold/hook", $arg{hook});
chmod 0700, "$hold/hook";
drop_images();
system('mkdir', '-p', '-m', '0700', '--', $arg{images}, "$hold/criu") and refuse('write', $arg{images});
spawn($hold, 'criu', $arg{job}, undef, split /\x1f/, $arg{criu});
out('ok');
