# Starts criu, which makes the copy from the images and leaves it frozen, as a job that outlives this script.
# Arguments: those of destination.pl; cgroup (of the copy), job (cgroup of criu), pids, low and top (range of the ids
#   that must be free), criu (argv, words separated by \x1f), gate (text of criu's action script), streams (lines
#   "pipe:[INODE] TARGET" and "socket:[INODE] journal": what the copy gets in place of the streams of its launcher)
# Needs: destination.pl streams.pl

open_record_forward();
# criu is started only once. Later callers read how it ended, and only destroy makes room for another try.
if (-e "$make/prepared" || job($make, 'criu') ne 'none') {
  out('already');
  exit 0;
}
refuse('prepare', 'there are no verified images') unless -e "$make/shipped";
if (!defined copy_cgroup()) {
  my $folder = cg($arg{cgroup});
  refuse('busy', "cgroup $arg{cgroup} holds other processes") if cg_event($folder, 'populated');
  # The cgroup is always a new one, so that its inode tells this copy from every other.
  refuse('busy', "cgroup $arg{cgroup} exists and cannot be removed: $!") if -d $folder && !rmdir $folder;
  cg_make($arg{cgroup});
  put("$make/cg", $folder);
  put("$make/made", copy_id($folder));
}
put("$make/pids", $arg{pids});
put("$make/gate", $arg{gate});
chmod 0700, "$make/gate";
system('mkdir', '-p', '-m', '0700', '--', "$make/criu") and refuse('write', "$make/criu");
unlink "$make/criu/pidfile";
# criu and its helpers take process ids too. They shall take higher ones than those that the copy needs.
my $last = slurp('/proc/sys/kernel/ns_last_pid') // 0;
write_once('/proc/sys/kernel/ns_last_pid', $arg{top}) if $last < $arg{top} && $last + 1000 > $arg{low};
# Between the end of its restore and the freeze only criu holds the copy: if it dies there, the copy must not run.
spawn($make, 'criu', $arg{job}, \&end_copy, split(/\x1f/, $arg{criu}), open_streams());
out('ok');
