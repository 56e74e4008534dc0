# After a finished move: stops the sockets, timers and paths of the work at its source, and takes back what ops enabled
# there when the work came as a guest. Does nothing before COMMIT.
# Arguments: dir, epoch, name
# Prints: stopped NAME, disabled NAME
# Needs: ../../remote/scripts/record-lock.pl units.pl

my $dir = open_record();
exit 0 unless -e "$dir/commit" && !-e "$dir/aborting";
my %disarmed = map { $_->{unit} => $_ } dropins('/etc');
for my $unit (grep { !/\.service$/ } sort keys %disarmed) {
  next if systemctl('is-active', '--', $unit) !~ /^active$/m;
  systemctl('stop', '--', $unit);
  out('stopped', $unit);
}
(my $base = $dir) =~ s{/[^/]+/([^/]+)\z}{};
for my $marker (glob "$base/*/$1/enabled") {
  my @units = split / /, slurp($marker) // '';
  for my $unit (@units) {
    systemctl('disable', '--', $unit);
    systemctl('is-enabled', '--', $unit) =~ /^enabled$/m and refuse('policy', "$unit cannot be disabled");
    remove_dropin($disarmed{$unit}{file}) if $disarmed{$unit};
    out('disabled', $unit);
  }
  reload_units() if @units;
  unlink $marker;
}
