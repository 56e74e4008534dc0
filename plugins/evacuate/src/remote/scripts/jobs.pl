# Processes that outlive the script that starts them, and its link.
# Files: NAME.job (its cgroup), NAME.rc (how it ended), NAME.out (what it printed)
# Needs: record-lock.pl cgroups.pl

# Kills all other processes of this one's cgroup; processes that fork meanwhile are found in the next round.
sub kill_rest {
  my ($folder) = @_;
  for (my $waited = 0; $waited < 5000; $waited += 5) {
    my @others = grep { $_ != $$ } cg_pids($folder) or return;
    kill 'KILL', @others;
    sleep_ms(5);
  }
}

# Starts a command in a session and a cgroup of its own. When it does not end well, $on_failure is called first, then
# what it left running is killed: a criu that is killed leaves a stopped child, with which the job would never end.
sub spawn {
  my ($dir, $name, $cgroup, $on_failure, @argv) = @_;
  my $folder = cg_make($cgroup);
  unlink "$dir/$name.rc";
  put("$dir/$name.job", $cgroup);
  pipe my $joined, my $join or refuse('pipe', $!);
  my $pid = fork() // refuse('fork', $!);
  if ($pid) {
    # Until it is in its cgroup it could not be told from one that has ended.
    close $join;
    <$joined>;
    return;
  }
  POSIX::setsid();
  open STDIN,  '<',  '/dev/null';
  open STDOUT, '>>', "$dir/$name.out";
  open STDERR, '>&', \*STDOUT;
  write_once("$folder/cgroup.procs", 0) or do {
    put("$dir/$name.rc", "no cgroup");
    POSIX::_exit(1);
  };
  # The lock is given back only now: the next one to get it must find this process in its cgroup.
  close $lock if $lock;
  close $joined;
  close $join;
  my $child = fork();
  if (!$child) {
    chdir '/';
    exec { $argv[0] } @argv;
    POSIX::_exit(127);
  }
  waitpid $child, 0;
  my $end = $? & 127 ? 'signal ' . ($? & 127) : 'code ' . ($? >> 8);
  if ($end ne 'code 0') {
    $on_failure->() if $on_failure;
    kill_rest($folder);
  }
  put("$dir/$name.rc", $end);
  POSIX::_exit(0);
}

# none: never started. running. The text of NAME.rc. lost: it ended, and how is not known.
sub job {
  my ($dir, $name) = @_;
  my $cgroup = slurp("$dir/$name.job") // return 'none';
  my $folder = (cg_root() // '') . $cgroup;
  return 'running' if -d $folder && (cg_event($folder, 'populated') // 0);
  return slurp("$dir/$name.rc") // 'lost';
}
