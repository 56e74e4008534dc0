import {prelude} from './prelude.ts'

/** ROOT ID CWD NENV [NAME=VALUE …] ARGV …, the argv as JSON on stdin. Prints `started PID`, `exists` or `failed WHY`. */
export const startScript = `${prelude}${String.raw`
my ($id, $cwd, $nenv) = splice @ARGV, 0, 3;
my @env = splice @ARGV, 0, $nenv;
my @cmd = @ARGV;
my $json = do { local $/; <STDIN> } // '';
my $mask = umask 077;
my $dir = "$root/$id";

# Whatever descriptor the link leaked would keep it open for as long as the job runs.
POSIX::close($_) for grep { $_ > 2 } map { m{(\d+)$} } glob '/proc/self/fd/*';

sub make_root {
  my $path = '';
  for my $part (grep { $_ ne '' } split m{/}, $root) {
    $path .= "/$part";
    mkdir $path, 0700 or -d $path or fail("$path: $!");
  }
  trust_root();
}
# A name is seen with its whole content or not at all.
sub keep {
  my ($name, $text) = @_;
  open(my $f, '>', "$dir/$name.tmp") or return;
  print $f $text and $f->flush and $f->sync and close $f and rename "$dir/$name.tmp", "$dir/$name" or return;
  sysopen(my $d, $dir, O_RDONLY | O_DIRECTORY) or return;
  return $d->sync;
}
sub discard { unlink "$dir/$_" for qw(argv argv.tmp pid pid.tmp rc.tmp stdout stderr lock); rmdir $dir }
sub leave { discard(); fail(@_) }

make_root();
my $gate = gate(LOCK_EX) or fail("$root: $!");
if (!mkdir $dir, 0700) {
  fail("$dir: $!") unless $! == POSIX::EEXIST();
  print "exists\n"; exit 0;
}
my $lock = open_lock("$dir/lock") or leave("$dir: $!");
flock($lock, LOCK_EX) or leave("$dir/lock: $!");
close $gate;
keep('argv', $json) or leave("$dir/argv: $!");
pipe(my $news, my $tell) or leave("pipe: $!");
my $first = fork // leave("fork: $!");
if ($first) {
  close $tell; close $lock; waitpid $first, 0;
  my $line = <$news>;
  print $line // "failed its supervisor died\n"; exit 0;
}
# The leader of the session ends at once, so that no terminal can ever become the job's.
my $sid = POSIX::setsid();
exit 0 if fork // POSIX::_exit(1);
close $news;
my @ignored = qw(HUP INT QUIT TERM PIPE);
$SIG{$_} = 'IGNORE' for @ignored;
sub give_up { discard(); syswrite $tell, "failed $_[0]\n"; POSIX::_exit(1) }
chdir '/';
open(STDIN, '<', '/dev/null') && open(STDOUT, '>>', "$dir/stdout") && open(STDERR, '>>', "$dir/stderr") or give_up("$dir: $!");
pipe(my $wait, my $go) && pipe(my $trouble, my $report) or give_up("pipe: $!");
my $job = fork // give_up("fork: $!");
if (!$job) {
  close $go; close $trouble;
  # Begins only once its pid is on disk; end of file: the supervisor died before that.
  sysread($wait, my $byte, 1) or POSIX::_exit(126);
  $SIG{$_} = 'DEFAULT' for @ignored;
  umask $mask;
  for (@env) { my ($name, $value) = split /=/, $_, 2; $ENV{$name} = $value }
  if (!chdir $cwd) { syswrite $report, "$cwd: $!"; POSIX::_exit(127) }
  exec {$cmd[0]} @cmd;
  syswrite $report, "$!"; POSIX::_exit(127);
}
close $wait; close $report;
keep('pid', join(' ', $boot, $job, ticks_of($job), $$, ticks_of($$), $sid) . "\n") or give_up("$dir/pid: $!");
syswrite $go, 'g'; close $go;
my $why = do { local $/; <$trouble> };
if (defined $why && $why ne '') { waitpid $job, 0; give_up($why) }
syswrite $tell, "started $job\n"; close $tell;
waitpid $job, 0;
keep('rc', ($? & 127 ? 'signal ' . ($? & 127) : 'code ' . ($? >> 8)) . "\n");
`}`
