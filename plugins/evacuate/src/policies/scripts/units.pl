# Units of systemd: reads them, and keeps them from being started by a drop-in.
#
# A unit is disarmed by one file in its drop-in folder: a condition that is never met, so that no boot, timer, socket,
# path, dependency or command starts it; no restart; no end because of the time that it stands still. The enable links
# stay as they are. The file is in /etc, so that it survives a reboot; the copy in /run lasts until the next boot.
# Needs: ../../remote/scripts/prelude.pl ../../remote/scripts/tasks.pl ../../remote/scripts/cgroups.pl

my $dropin = 'zz-ops-evacuate.conf';

sub has_systemd {
  return -d '/run/systemd/system';
}

# Output of systemctl; dies never.
sub systemctl {
  my @argv = @_;
  my $pid = open(my $output, '-|') // refuse('fork', $!);
  if (!$pid) {
    open STDERR, '>&', \*STDOUT;
    exec 'systemctl', @argv;
    POSIX::_exit(127);
  }
  local $/;
  my $text = <$output> // '';
  close $output;
  return $text;
}

sub show_unit {
  my ($unit) = @_;
  my $properties = 'Id,LoadState,UnitFileState,ActiveState,MainPID,Restart,WatchdogUSec,TriggeredBy,DropInPaths,'
    . 'NeedDaemonReload';
  return map { /^(\w+)=(.*)$/ ? ($1, $2) : () } split /\n/, systemctl('show', '-p', $properties, '--', $unit);
}

# Microseconds of a time span as systemctl prints it ("1min 30s"); 0 for none.
sub span_us {
  my ($span) = @_;
  my %unit = (us => 1, ms => 1e3, s => 1e6, min => 6e7, h => 3.6e9, d => 8.64e10, w => 6.048e11);
  my $sum = 0;
  $sum += $1 * ($unit{$2} // 0) while ($span // '') =~ /([\d.]+)([a-z]+)/g;
  return sprintf '%d', $sum;
}

# Sets the watchdog of a running service: a process in its cgroup tells systemd. 0 turns it off.
sub set_watchdog {
  my ($unit, $us) = @_;
  require Socket;
  my %now = show_unit($unit);
  return 1 if !$now{MainPID} || span_us($now{WatchdogUSec}) == $us;
  my $folder = (cg_root() // '') . (cg_of($now{MainPID}) // return 0);
  my $pid = fork() // refuse('fork', $!);
  if (!$pid) {
    socket my $socket, Socket::AF_UNIX(), Socket::SOCK_DGRAM(), 0;
    write_once("$folder/cgroup.procs", 0)
      and connect $socket, Socket::sockaddr_un('/run/systemd/notify')
      and send $socket, "WATCHDOG_USEC=$us", 0;
    # systemd looks the sender up, which must exist then.
    sleep 10;
    POSIX::_exit(0);
  }
  my $is_set = 0;
  for (my $waited = 0; $waited < 5000 && !$is_set; $waited += 20) {
    sleep_ms(20);
    %now = show_unit($unit);
    $is_set = span_us($now{WatchdogUSec}) == $us;
  }
  kill 'KILL', $pid;
  waitpid $pid, 0;
  return $is_set;
}

sub dropin_text {
  my ($unit, $active, $watchdog) = @_;
  my $service = $unit =~ /\.service$/ ? <<'END' : '';
[Service]
Restart=no
SuccessExitStatus=SIGKILL
RuntimeMaxSec=infinity
NotifyAccess=all
END
  return <<"END" . $service;
# Written by ops. The work of this unit is moved to another host, so nothing may start the unit here.
# ops removes this file when the work comes back, or when the move is taken back (ops evacuate status shows moves).
# run=$arg{run} workload=$arg{name} active=$active watchdog=$watchdog
[Unit]
ConditionPathExists=/dev/null/moved-away-by-ops
END
}

# What the drop-ins of this workload say: {file, unit, run, active, watchdog}; with a run only those that it wrote.
sub dropins {
  my ($base, $run) = @_;
  my @found;
  for my $file (glob "$base/systemd/system/*.d/$dropin") {
    my ($unit) = $file =~ m{/([^/]+)\.d/[^/]+$};
    my ($line) = (slurp($file) // '') =~ /^# (run=.*)$/m;
    my %tag = map { /^(\w+)=(.*)$/ ? ($1, $2) : () } split / /, $line // '';
    next if ($tag{workload} // '') ne $arg{name} || defined $run && ($tag{run} // '') ne $run;
    push @found, {%tag, file => $file, unit => $unit};
  }
  return @found;
}

sub write_dropin {
  my ($base, $unit, $text) = @_;
  my $folder = "$base/systemd/system/$unit.d";
  my $old = umask 022;
  system('mkdir', '-p', '--', $folder);
  put("$folder/$dropin", $text =~ s/\n\z//r);
  umask $old;
  sync_dir("$base/systemd/system");
}

sub remove_dropin {
  my ($file) = @_;
  unlink $file or -e $file && refuse('write', "$file: $!");
  (my $folder = $file) =~ s{/[^/]*\z}{};
  sync_dir($folder);
  rmdir $folder;
  sync_dir($folder =~ s{/[^/]*\z}{}r);
}

# Afterwards systemd knows what is on the disk.
sub reload_units {
  my $said = systemctl('daemon-reload');
  refuse('systemd', 'systemctl daemon-reload: ' . $said =~ s/\s+\z//r) if $?;
}

# Takes back what this move enabled and started at its destination.
sub undo_arming {
  my $dir = $arg{dir};
  for my $unit (split / /, slurp("$dir/activated") // '') {
    systemctl('stop', '--', $unit);
    out('stopped', $unit);
  }
  for my $unit (split / /, slurp("$dir/enabled") // '') {
    systemctl('disable', '--', $unit);
    systemctl('is-enabled', '--', $unit) =~ /^enabled$/m and refuse('policy', "$unit cannot be disabled");
    out('disabled', $unit);
  }
  unlink "$dir/activated", "$dir/enabled";
}
