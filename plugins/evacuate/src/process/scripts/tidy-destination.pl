# Removes what a finished move left on its destination besides the record: images, the cgroup of criu.
# Arguments: those of destination.pl; pid (of the first process), pidfile (gets a date after the start of the copy)
# Needs: destination.pl

open_record();
drop_images();
if (job($make, 'criu') ne 'running' && defined(my $cgroup = slurp("$make/criu.job"))) {
  cg_drop($cgroup);
}
if (-e "$arg{dir}/commit" && defined $arg{pidfile} && pid_in(slurp($arg{pidfile})) == $arg{pid}) {
  utime undef, undef, $arg{pidfile};
}
