# Removes what a finished move left on its source besides the record: images, the cgroup of criu. Children whose first
# process was killed while they were held go on without it, unless they were released.
# Arguments: those of source.pl
# Needs: source.pl

open_record();
if (remaining_pids() && (slurp("$hold/decision") // '') ne 'release') {
  cg_freeze(slurp("$hold/cg"), 0);
}
# Files in memory that belonged to the tree alone.
if ((slurp("$hold/decision") // '') eq 'release' && boot_id() eq $arg{boot}) {
  unlink split /\x1f/, slurp("$hold/memory") // '';
}
drop_images();
if (defined(my $cgroup = slurp("$hold/criu.job"))) {
  cg_drop($cgroup);
}
