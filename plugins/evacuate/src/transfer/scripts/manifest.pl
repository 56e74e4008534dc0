# Compares files that arrived with a manifest of sha256sum.
# Needs: ../../remote/scripts/prelude.pl

# Refuses when a file below the folder differs from its line, and names the first; returns the number of lines.
sub verify_manifest {
  my ($folder, @lines) = @_;
  return 0 unless @lines;
  open my $report, '+>', undef or refuse('write', $!);
  my $pid = open(my $sum, '|-') // refuse('fork', $!);
  if (!$pid) {
    chdir $folder or POSIX::_exit(9);
    open STDOUT, '>&', $report;
    exec 'sha256sum', '--check', '--quiet', '--strict';
    POSIX::_exit(127);
  }
  print $sum @lines;
  return scalar @lines if close $sum;
  seek $report, 0, 0;
  my @differing = map { /^(?:\.\/)?(.*): FAILED/ ? $1 : () } <$report>;
  my $more = @differing > 1 ? ' and ' . (@differing - 1) . ' more' : '';
  (my $base = $folder) =~ s{/\z}{};
  my $what = @differing ? "$base/$differing[0]$more" : "the files in $folder";
  refuse('hash', "what arrived differs from what was sent: $what");
}
