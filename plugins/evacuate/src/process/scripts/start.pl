# Starts the copy by one write, then waits until the scheduler tells that it ran. Only after COMMIT.
# Arguments: those of destination.pl
# Prints: thawed SECONDS and evidence TEXT, or ended 1 (all of it has ended already)
# Needs: destination.pl

my $dir = open_record_forward();
refuse('start', 'there is no prepared copy') unless -e "$make/prepared";
refuse('start', 'the move was not committed') unless -e "$dir/commit";
my $folder = copy_cgroup();
my @pids = copy_pids();
my %before = map { $_ => switches($_) } @pids;
write_once("$folder/cgroup.freeze", 0) or refuse('start', "cgroup $folder cannot be thawed");
my $thawed_at = realtime();
cg_await($folder, 'frozen', 0, 5000) or refuse('start', "$folder stays frozen");

sub has_ended {
  my ($pid) = @_;
  my $state = task_state($pid);
  return $state eq '' || $state eq 'Z';
}

my $evidence = 0;
my $ended = 0;
for (my $waited = 0; $waited < 5000 && !$evidence && !$ended; $waited += 2) {
  for my $pid (grep { !has_ended($_) } @pids) {
    next if task_state($pid) =~ /[Tt]/ || switches($pid) <= $before{$pid};
    $evidence = "process $pid was scheduled " . (switches($pid) - $before{$pid}) . ' times';
    last;
  }
  $ended = @pids == grep { has_ended($_) } @pids;
  sleep_ms(2) unless $evidence || $ended;
}
# A copy that cannot run here (it needs an instruction that this processor lacks) ends at its first steps.
if ($evidence) {
  sleep_ms(50);
  $ended = @pids == grep { has_ended($_) } @pids;
}
if ($ended) {
  out('ended', 1);
  exit 0;
}
refuse('start', 'the copy was thawed, but did not run within 5 s') unless $evidence;
out('thawed', $thawed_at);
out('evidence', $evidence);
