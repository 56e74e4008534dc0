# Disarms what would start a workload on a host, and verifies that. What is disarmed already stays as it is.
# Arguments: dir, epoch, run, name, units (NAME ACTIVE WATCHDOG, separated by \x1f), cron (FILE \x1e LINE, separated by
#   \x1f)
# Prints: unit NAME, cron FILE
# Needs: ../../remote/scripts/record-lock.pl units.pl crontabs.pl

open_record_forward();
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
my $any = cron_mark();
my @cron = map { [split /\x1e/, $_, 2] } split /\x1f/, $arg{cron} // '';
for my $wanted (@cron) {
  my ($file, $text) = @$wanted;
  my @lines = read_lines($file);
  my $is_there = sub { $_[0] =~ s/\r?\n\z//r eq $text };
  if (grep { $is_there->($_) } @lines) {
    write_crontab($file, map { $is_there->($_) ? "#moved-away-by-ops $arg{run} $arg{name}#$_" : $_ } @lines);
  }
  my @after = read_lines($file);
  refuse('policy', "$file was changed meanwhile")
    if grep({ $is_there->($_) } @after) || !grep { /$any/ && $is_there->(s/$any//r) } @after;
  out('cron', $file);
}
