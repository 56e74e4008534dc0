# Finds the declared process.
# Arguments: pidfile, or argv (a command that prints the process id, its words separated by \x1f)
# Needs: prelude.pl tasks.pl

# (PID, how it was found). PID is 0 when there is none, undef when that is not known.
sub declared_pid {
  if (defined $arg{pidfile}) {
    my $text = slurp($arg{pidfile}) // return (0, "there is no $arg{pidfile}");
    my $named = pid_in($text) or return (undef, "$arg{pidfile} holds no process id in its first line");
    return user_process($named, $arg{pidfile});
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
  return (undef, "$argv[0] names several processes, $1") if !$? && $text =~ /\A\s*(\d+(?:[ \t]+\d+)+)/;
  my $named = $? ? 0 : pid_in($text);
  return $named ? user_process($named, $argv[0]) : (0, "$argv[0] names no process");
}

# Refuses ids that no program has as its own, which an old pidfile may hold: those of threads and of the kernel.
sub user_process {
  my ($pid, $finder) = @_;
  my $status = slurp("/proc/$pid/status") // '';
  my ($name) = $status =~ /^Name:\s+(.*)$/m;
  my ($process) = $status =~ /^Tgid:\s+(\d+)$/m;
  return (undef, "$finder says $pid, which is a thread of process $process ($name)") if $process && $process != $pid;
  # Flag PF_KTHREAD of linux/sched.h.
  my $flags = (split / /, stat_after_name($pid) // '')[6] // 0;
  return (0, "$finder is stale: $pid is a thread of the kernel ($name)") if $flags & 0x200000;
  return ($pid, "$finder says $pid");
}

# Whether the pidfile is at least a minute older than the process that it names, which then is likely another one.
sub pidfile_is_old {
  my ($pid) = @_;
  return 0 unless defined $arg{pidfile};
  my ($booted) = (slurp('/proc/stat') // '') =~ /^btime (\d+)$/m;
  my $started = $booted + starttime($pid) / POSIX::sysconf(POSIX::_SC_CLK_TCK());
  return $started - ((stat $arg{pidfile})[9] // $started) > 60;
}
