# Removes what a finished move left on its destination besides the record: images, the cgroup of criu.
# Arguments: those of destination.pl
# Needs: destination.pl

open_record();
drop_images();
if (job($make, 'criu') ne 'running' && defined(my $cgroup = slurp("$make/criu.job"))) {
  cg_drop($cgroup);
}
