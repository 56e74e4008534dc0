# Surveys what would start a workload on a host. Changes nothing.
# Arguments: name (of the workload), pid (of its first process) or pidfile, units (declared, separated by \x1f),
#   commands (argvs that start it; words separated by \x1f, argvs by \x1e)
# Prints: command ARGV (of the process); unit and trigger NAME LOADED ENABLED ACTIVE RESTART WATCHDOG; user UID UNIT;
#   supervisor PID NAME SERVICE; cron KIND WHEN WRITABLE FILE NUMBER LINE; boot KIND FILE NUMBER LINE; readonly PATH;
#   disarmed (by an earlier move)
# Needs: units.pl crontabs.pl match-command.pl

my %supervisors = map { $_ => 1 } qw(runsv s6-supervise supervise supervisord perpd circusd monit god supervise-daemon);
my @units = split /\x1f/, $arg{units} // '';
my $pid = $arg{pid};
($pid) = (slurp($arg{pidfile}) // '') =~ /^\s*(\d+)/ if !$pid && defined $arg{pidfile};
$pid = {show_unit($units[0])}->{MainPID} if !$pid && @units && has_systemd();
survey_process() if $pid && defined starttime($pid);
push @units, unit_of_process() if !@units && $pid;
survey_units() if has_systemd();
survey_crontabs();
survey_boot_files();
out('disarmed') if dropins('/etc') || grep { $_ =~ cron_mark() } map { read_lines($_->[0]) } crontabs();

# What started the process, and whether a parent would do so again.
sub survey_process {
  my @argv = split /\0/, do { local $/; open my $in, '<', "/proc/$pid/cmdline"; <$in> // '' };
  my @forms = ([@argv]);
  my $program = readlink "/proc/$pid/exe";
  push @forms, [$program, @argv[1 .. $#argv]] if defined $program;
  # A script is started by its own name.
  push @forms, [@argv[1 .. $#argv]] if @argv > 1 && $argv[1] =~ m{^/} && -x $argv[1];
  for my $form (grep { @$_ } @forms) {
    my $text = join "\x1f", @$form;
    out('command', $text);
    $arg{commands} = join "\x1e", grep { length } $arg{commands}, $text;
  }
  my $parent = (split / /, stat_after_name($pid) // '')[1] // 0;
  for (my $at = $parent; $at > 1; $at = (split / /, stat_after_name($at) // '')[1] // 0) {
    my $name = slurp("/proc/$at/comm") // '';
    next unless $supervisors{$name};
    my @words = split /\0/, slurp("/proc/$at/cmdline") // '';
    out('supervisor', $at, $name, $words[1] // '-');
    last;
  }
}

# The unit whose main process, or all of whose processes, belong to the work.
sub unit_of_process {
  return () unless has_systemd();
  my $cgroup = cg_of($pid) // return ();
  if ($cgroup =~ m{/user\@(\d+)\.service/(?:.*/)?([^/]+\.service)(?:/|$)}) {
    out('user', $1, $2);
    return ();
  }
  my ($unit) = $cgroup =~ m{/([^/]+\.service)(?:/|$)} or return ();
  my %own = map { $_ => 1 } process_tree($pid);
  my %now = show_unit($unit);
  return $unit if $own{$now{MainPID} // 0};
  return $unit if !$now{MainPID} && $unit ne 'rc-local.service' && !grep { !$own{$_} } cg_pids(cg_root() . $cgroup);
  return ();
}

sub survey_units {
  my %seen;
  for my $unit (@units) {
    my %now = show_unit($unit);
    next if $seen{$now{Id}}++;
    print_unit('unit', %now);
    for my $trigger (grep { !$seen{$_}++ } split / /, $now{TriggeredBy} // '') {
      print_unit('trigger', show_unit($trigger));
    }
  }
  my $folder = '/etc/systemd/system';
  out('readonly', $folder) if %seen && !POSIX::access($folder, POSIX::W_OK());
}

sub print_unit {
  my ($kind, %now) = @_;
  my @facts = map { length($_ // '') ? $_ : '-' } @now{qw(Id LoadState UnitFileState ActiveState Restart)};
  out($kind, @facts, span_us($now{WatchdogUSec}));
}

sub survey_crontabs {
  for my $crontab (crontabs()) {
    my ($file, $has_user) = @$crontab;
    my $number = 0;
    for my $line (read_lines($file)) {
      $number++;
      chomp $line;
      # A line that an earlier move has disarmed counts too.
      $line =~ s/@{[cron_mark()]}//;
      next if $line =~ /^\s*(?:#|$)/ || $line =~ /^\s*[A-Za-z_]\w*\s*=/;
      my ($when, $command) = $line =~ /^\s*(@\w+|(?:\S+\s+){4}\S+)\s+(.*)$/ or next;
      $command =~ s/^\S+\s+// if $has_user;
      my $kind = match_command($command) or next;
      my $is_writable = !-l $file && (stat $file)[3] == 1 && POSIX::access($file, POSIX::W_OK());
      out('cron', $kind, $when eq '@reboot' ? 'boot' : 'periodic', $is_writable ? 1 : 0, $file, $number, $line);
    }
  }
}

# Files that start programs at boot and that ops does not change.
sub survey_boot_files {
  for my $file (grep { -f $_ } '/etc/rc.local', '/etc/inittab') {
    next if $file eq '/etc/inittab' && has_systemd();
    next if $file eq '/etc/rc.local' && !-x $file;
    my $number = 0;
    for my $line (read_lines($file)) {
      $number++;
      chomp $line;
      next if $line =~ /^\s*#/;
      (my $command = $line) =~ s/^[^:]*:[^:]*:[^:]*:// if $file eq '/etc/inittab';
      my $kind = match_command($command // $line) or next;
      out('boot', $kind, $file, $number, $line);
    }
  }
}
