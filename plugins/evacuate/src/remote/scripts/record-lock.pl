# Opens a record for change. One command at a time works on it, and only for the ops process with the highest epoch.
# Arguments: dir (of the record), epoch
# Needs: prelude.pl tasks.pl

my $lock;

# Takes the record's lock, so that a command that a dead ops process left running ends first. Refuses an epoch that is
# lower than the record's, so that an ops process that was taken over cannot act any more. Returns the record's folder.
sub open_record {
  my $dir = $arg{dir};
  -d $dir or refuse('record', "there is no record $dir");
  open $lock, '>>', "$dir/lock" or refuse('write', "$dir/lock: $!");
  for (my $tries = 0; !flock $lock, LOCK_EX | LOCK_NB; $tries++) {
    refuse('busy', "another command still works in $dir") if $tries * 20 > 20000;
    end_stream() if $tries == 50;
    sleep_ms(20);
  }
  my $epoch = slurp("$dir/epoch") // 0;
  refuse('fenced', "epoch $epoch") if $arg{epoch} < $epoch;
  put("$dir/epoch", $arg{epoch}) if $arg{epoch} > $epoch;
  return $dir;
}

# For steps forward. They are refused while the move is being aborted, also those that an earlier ops process has sent.
sub open_record_forward {
  my $dir = open_record();
  refuse('aborting', 'the move is being aborted') if -e "$dir/aborting";
  return $dir;
}

# Ends a command that still receives data for an ops process that was taken over. Such a command may wait for hours,
# because TCP does not notice that a peer has lost its power.
sub end_stream {
  return unless $arg{epoch} > (slurp("$arg{dir}/epoch") // 0);
  my $stream = slurp("$arg{dir}/stream") // return;
  my ($pid, $start) = split / /, $stream;
  return unless same_task($pid, $start);
  kill 'KILL', split ' ', slurp("/proc/$pid/task/$pid/children") // '';
}

# Runs a command with our standard input to its end, under the lock, and exits as it did; exec would release the lock.
sub receive_with {
  my @argv = @_;
  put("$arg{dir}/stream", "$$ " . starttime($$));
  system @argv;
  exit($? == -1 ? 127 : $? & 127 ? 128 + ($? & 127) : $? >> 8);
}
