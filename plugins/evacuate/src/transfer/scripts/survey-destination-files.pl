# Tells which processes of the destination use files that would be replaced there. Changes nothing.
# Arguments: files (declared ones, separated by \x1f), pidfile
# Prints: named and writer, as writers.pl prints them; owner PID NAME (a living process that the pidfile names)
# Needs: ../../remote/scripts/find-task.pl writers.pl

print_writers(sub { 0 }, split /\x1f/, $arg{files} // '');
exit 0 unless defined $arg{pidfile};
my ($pid) = declared_pid();
# What is younger than the pidfile has only its number from an earlier process.
out('owner', $pid, slurp("/proc/$pid/comm") // '?') if $pid && defined starttime($pid) && !pidfile_is_old($pid);
