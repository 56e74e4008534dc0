# Finds the declared process.
# Arguments: pidfile, or argv (a command that prints the process id, its words separated by \x1f)
# Needs: prelude.pl

# (PID, how it was found). PID is 0 when there is none, undef when that is not known.
sub declared_pid {
  if (defined $arg{pidfile}) {
    my $text = slurp($arg{pidfile}) // return (0, "there is no $arg{pidfile}");
    return $text =~ /^\s*(\d+)\s*$/ && $1 > 0
      ? ($1, "$arg{pidfile} says $1")
      : (undef, "$arg{pidfile} holds no process id");
  }
  my @argv = split /\x1f/, $arg{argv};
  my $pid = open(my $output, '-|') // return (undef, "fork: $!");
  if (!$pid) {
    exec { $argv[0] } @argv;
    POSIX::_exit(127);
  }
  local $/;
  my $text = <$output>;
  close $output;
  return (undef, "$argv[0] could not be run") if $? >> 8 == 127;
  return (0, "$argv[0] names no process") if $? || $text !~ /^\s*(\d+)\s*$/;
  return ($1, "$argv[0] says $1");
}
