# Starts criu, which freezes and saves the tree, as a job that outlives this script.
# Arguments: those of source.pl; cgroup (of the tree), make (1: the tree is moved into it first), job (cgroup of criu),
#   criu (argv, words separated by \x1f), hook (text of criu's action script), pidfile, files (declared, separated by
#   \x1f), inputs (PID/fd/NUMBER of pipes that the copy will not have, separated by blanks)
# Needs: source.pl

# Whether a path lies in memory, so that a restart deletes it.
sub is_volatile {
  my ($path) = @_;
  my $pid = open(my $stat, '-|') // refuse('fork', $!);
  if (!$pid) {
    exec 'stat', '-f', '-c', '%T', '--', $path;
    POSIX::_exit(127);
  }
  return (<$stat> // '') =~ /^(tmpfs|ramfs)$/;
}

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
  my @outside;
  for (my $round = 0; $round < 50; $round++) {
    @outside = grep { defined starttime($_) && (cg_of($_) // $arg{cgroup}) ne $arg{cgroup} } process_tree($arg{pid});
    last unless @outside;
    write_once("$folder/cgroup.procs", $_) for @outside;
  }
  refuse('cgroup', "process $outside[0] cannot be moved into cgroup $arg{cgroup}") if @outside;
}
for my $member (cg_pids($folder)) {
  # One that has ended, or has just lost its parent and is about to end, is no obstacle.
  for (my $waited = 0; !(is_below($member, $arg{pid}) // 1); $waited += 20) {
    refuse('cgroup', "cgroup $arg{cgroup} holds process $member, which is not part of the tree") if $waited >= 200;
    sleep_ms(20);
  }
}
if (slurp("$folder/cgroup.freeze")) {
  refuse('frozen', "cgroup $arg{cgroup} is already frozen, so criu would hang") unless -e "$hold/froze";
  cg_freeze($folder, 0) or refuse('frozen', "cgroup $arg{cgroup} cannot be thawed");
}
unlink "$hold/froze";
put("$hold/nft", join '|', nft_tables());
put("$hold/inputs", $arg{inputs} // '');
put("$hold/hook", "#!/usr/bin/perl\n$arg{hook}");
put("$hold/root", $arg{pid});
chmod 0700, "$hold/hook";
my @files = split /\x1f/, $arg{files} // '';
put("$hold/keep", join "\x1f", (defined $arg{pidfile} ? $arg{pidfile} : ()), grep { is_volatile($_) } @files);
put("$hold/stay", join "\x1f", grep { !is_volatile($_) } @files);
system('rm', '-rf', '--', "$hold/files");
unlink "$hold/why";
drop_images();
system('mkdir', '-p', '-m', '0700', '--', $arg{images}, "$hold/criu") and refuse('write', $arg{images});
put("$hold/images", $arg{images});
put("$hold/volatile", $arg{images}) if is_volatile($arg{images});
spawn($hold, 'criu', $arg{job}, undef, split /\x1f/, $arg{criu});
out('ok');
