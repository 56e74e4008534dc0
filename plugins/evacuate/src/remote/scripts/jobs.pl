# Processes that outlive the script that starts them, and its link.
# Files: NAME.job (its cgroup), NAME.rc (how it ended), NAME.out (what it printed)
# Needs: record-lock.pl cgroups.pl

# Starts a command in a session and a cgroup of its own. $on_failure is called first when it did not end well.
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
  $on_failure->() if $on_failure && $end ne 'code 0';
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
