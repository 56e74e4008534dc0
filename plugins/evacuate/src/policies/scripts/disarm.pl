# Disarms what would start a workload on a host, and verifies that. What is disarmed already stays as it is.
# Arguments: dir, epoch, run, name, units (NAME ACTIVE WATCHDOG, separated by \x1f), cron (FILE \x1e LINE, separated by
#   \x1f), way (forward: refused while the move is being aborted; back: only then, where an earlier move disarmed the
#   work and this one may have armed it)
# Prints: unit NAME, cron FILE, disabled NAME, stopped NAME
# Needs: ../../remote/scripts/record-lock.pl units.pl crontabs.pl

if ($arg{way} eq 'forward') {
  open_record_forward();
} else {
  exit 0 unless -e open_record() . '/aborting';
  undo_arming();
}
my @units = map { [split / /] } split /\x1f/, $arg{units} // '';
my %disarmed = map { $_->{unit} => 1 } dropins('/etc');
for my $wanted (@units) {
  my ($unit, $active, $watchdog) = @$wanted;
  write_dropin('/etc', $unit, dropin_text($unit, $active, $watchdog)) unless $disarmed{$unit};
}
reload_units() if @units;
for my $wanted (@units) {
  my ($unit, undef, $watchdog) = @$wanted;
  my %now = show_unit($unit);
  my $path = "/etc/systemd/system/$unit.d/$dropin";
  my $is_used = " $now{DropInPaths} " =~ / \Q$path\E / && $now{NeedDaemonReload} eq 'no';
  refuse('policy', "systemd does not use $path") unless $is_used;
  refuse('policy', "another drop-in of $unit sets Restart=$now{Restart}") if ($now{Restart} // 'no') ne 'no';
  refuse('policy', "the watchdog of $unit cannot be turned off") if $watchdog && !set_watchdog($unit, 0);
  out('unit', $unit);
}
for my $wanted (map { [split /\x1e/, $_, 2] } split /\x1f/, $arg{cron} // '') {
  disarm_line(@$wanted) or refuse('policy', "$wanted->[0] was changed meanwhile");
  out('cron', $wanted->[0]);
}
