# Restores what a move has disarmed on a host, and verifies that. Does nothing unless the record has the needed
# mark.
# Arguments: dir, epoch, name, needs (mark), run (only what that run disarmed), until (boot: the units stay disarmed
#   until the next boot, because the work runs outside of them), enable and start (units, separated by \x1f)
# Prints: unit NAME, cron FILE, enabled NAME, started NAME, disabled NAME, stopped NAME
# Needs: ../../remote/scripts/record-lock.pl units.pl crontabs.pl

my $dir = open_record();
exit 0 unless -e "$dir/$arg{needs}";
my @disarmed = dropins('/etc', $arg{run});
my @temporary = $arg{run} || $arg{until} ? () : dropins('/run');
for my $policy (@disarmed) {
  # systemd listens to all processes of the service only as long as the drop-in is there.
  next if $arg{until} || !$policy->{watchdog} || set_watchdog($policy->{unit}, $policy->{watchdog});
  refuse('policy', "the watchdog of $policy->{unit} cannot be turned on again");
}
for my $policy (@disarmed, @temporary) {
  write_dropin('/run', $policy->{unit}, slurp($policy->{file})) if $arg{until};
  remove_dropin($policy->{file});
}
undo_arming() if $arg{needs} eq 'aborting';
my @enable = split /\x1f/, $arg{enable} // '';
reload_units() if @disarmed || @temporary;
for my $policy (@disarmed, @temporary) {
  my %now = show_unit($policy->{unit});
  refuse('policy', "systemd still uses $policy->{file}") if " $now{DropInPaths} " =~ / \Q$policy->{file}\E /;
  out('unit', $policy->{unit});
}
out('cron', $_) for restore_crontabs($arg{run});
for my $unit (@enable) {
  next if systemctl('is-enabled', '--', $unit) =~ /^enabled$/m;
  put("$dir/enabled", join ' ', grep { length } slurp("$dir/enabled"), $unit);
  my $said = systemctl('enable', '--', $unit);
  systemctl('is-enabled', '--', $unit) =~ /^enabled$/m or refuse('policy', "$unit cannot be enabled: $said");
  out('enabled', $unit);
}
# Sockets, timers and paths that were active; a socket whose service may not start fails.
my @start = grep { !/\.service$/ } split(/\x1f/, $arg{start} // ''), map { $_->{unit} } grep { $_->{active} } @disarmed;
for my $unit ($arg{until} ? () : @start) {
  next if systemctl('is-active', '--', $unit) =~ /^active$/m;
  put("$dir/activated", join ' ', grep { length } slurp("$dir/activated"), $unit) unless $arg{needs} eq 'aborting';
  systemctl('reset-failed', '--', $unit);
  my $said = systemctl('start', '--', $unit);
  systemctl('is-active', '--', $unit) =~ /^active$/m or refuse('policy', "$unit cannot be started: $said");
  out('started', $unit);
}
