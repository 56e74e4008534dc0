/**
 * Perl that every script on a target begins with (perl-base only: no Time::HiRes, no JSON). A record is the folder of
 * one workload's move on one host; its files are markers, written whole, fsynced and renamed.
 *
 * `acting` opens a record for change: it takes the record's lock, so that a command left behind by an ops that died
 * ends first, and refuses an epoch lower than the record's, so that an ops that was taken over cannot act any more.
 */
export const kit = String.raw`
use strict; use warnings; use POSIX (); use Fcntl qw(:flock :mode); use IO::Handle;
$| = 1; umask 077;
$ENV{PATH} = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' . ($ENV{PATH} ? ":$ENV{PATH}" : '');
$ENV{LC_ALL} = 'C';
my %a = map { my ($k, $v) = split /=/, $_, 2; ($k, $v) } @ARGV;
my $lock;

sub out { print join(' ', map { s/\n/ /gr } @_), "\n" }
sub refuse { out('refused', @_); exit 75 }
sub slurp { open my $f, '<', $_[0] or return undef; local $/; my $t = <$f>; return undef unless defined $t; $t =~ s/\s+\z//; $t }
sub napms { select undef, undef, undef, $_[0] / 1000 }
sub realtime { my $t = qx(date +%s.%N); chomp $t; $t }
sub sync_dir { open my $d, '<', $_[0] or return; $d->sync }
# Room on the disk that the record has set aside: without it a full disk would keep a move from being taken back, which
# frees what it took there.
sub keep_room {
  -d "$a{dir}/spare" or mkdir "$a{dir}/spare", 0700 or refuse('write', "$a{dir}/spare: $!");
  for (0 .. 15) { write_once("$a{dir}/spare/$_", 'x' x 4096) or refuse('write', "$a{dir}/spare: $!") }
}
sub use_room { unlink map { "$a{dir}/spare/$_" } 0 .. 15 }
sub try_put { my ($path, $text) = @_; open my $f, '>', "$path.new" or return 0; print $f "$text\n" and $f->flush and $f->sync and close $f and rename "$path.new", $path }
sub put {
  my ($path, $text) = @_;
  try_put($path, $text) or use_room() && try_put($path, $text) or refuse('write', "$path: $!");
  (my $dir = $path) =~ s{/[^/]*\z}{};
  sync_dir($dir);
}
sub write_once { open my $f, '>', $_[0] or return 0; my $n = syswrite $f, $_[1]; defined $n && close $f }
sub acting {
  my $d = $a{dir};
  -d $d or refuse('record', "no record $d");
  open $lock, '>>', "$d/lock" or refuse('write', "$d/lock: $!");
  for (my $i = 0; !flock $lock, LOCK_EX | LOCK_NB; $i++) {
    refuse('busy', "another command still works in $d") if $i * 20 > 20000;
    end_stream() if $i == 50;
    napms(20);
  }
  my $now = slurp("$d/epoch") // 0;
  refuse('fenced', "epoch $now") if $a{epoch} < $now;
  put("$d/epoch", $a{epoch}) if $a{epoch} > $now;
  $d;
}
# What still receives for an ops that was taken over may wait for its link for hours: TCP does not notice a peer without power.
sub end_stream {
  return unless $a{epoch} > (slurp("$a{dir}/epoch") // 0);
  my ($pid, $start) = split / /, slurp("$a{dir}/stream") // return;
  kill 'KILL', split ' ', slurp("/proc/$pid/task/$pid/children") // '' if same_task($pid, $start);
}
# For steps forward: a move that is being taken back takes none, not even one that an ops left on its way.
sub going { my $d = acting(); refuse('aborting', 'the move is being taken back') if -e "$d/aborting"; $d }
sub starttime {
  my $s = slurp("/proc/$_[0]/stat") // return undef;
  $s =~ s/^.*\)\s+//s;
  my @f = split / /, $s;
  return undef if $f[0] eq 'Z' || $f[0] eq 'X';
  $f[19];
}
sub task_state { my $s = slurp("/proc/$_[0]/stat") // return ''; $s =~ s/^.*\)\s+//s; substr $s, 0, 1 }
sub same_task { my ($pid, $start) = @_; my $now = starttime($pid); defined $now && $now eq $start }
sub switches { my $s = slurp("/proc/$_[0]/status") // return 0; my $n = 0; $n += $1 while $s =~ /ctxt_switches:\s+(\d+)/g; $n }
sub boot_id { slurp('/proc/sys/kernel/random/boot_id') // '' }

# Runs a command with our standard input to its end, under the lock; exec would give the lock back.
sub unpack_here { put("$a{dir}/stream", "$$ " . starttime($$)); system @_; exit($? == -1 ? 127 : $? & 127 ? 128 + ($? & 127) : $? >> 8) }

sub cg_root {
  for (split /\n/, slurp('/proc/self/mountinfo') // '') {
    my ($left, $right) = split / - /, $_, 2;
    next unless defined $right && $right =~ /^cgroup2 /;
    my $m = (split / /, $left)[4]; $m =~ s/\\([0-7]{3})/chr oct $1/ge;
    return $m;
  }
  undef;
}
sub cg { my $r = cg_root() // refuse('cgroup', 'no cgroup2 is mounted'); "$r$_[0]" }
sub cg_of { my $s = slurp("/proc/$_[0]/cgroup") // return undef; $s =~ /^0::(.*)$/m ? $1 : undef }
sub cg_make { my $path = cg($_[0]); my $at = cg_root(); for (grep { length } split m{/}, $_[0]) { $at .= "/$_"; -d $at or mkdir $at, 0755 or refuse('cgroup', "$at: $!") } $path }
sub cg_event { my ($path, $key) = @_; my $s = slurp("$path/cgroup.events") // return undef; $s =~ /^$key (\d)/m ? $1 : undef }
sub cg_pids { my $s = slurp("$_[0]/cgroup.procs") // ''; sort { $a <=> $b } split /\n/, $s }
sub cg_await { my ($path, $key, $want, $ms) = @_; for (my $i = 0; $i <= $ms; $i += 5) { my $v = cg_event($path, $key); return 1 if !defined $v || $v eq $want; napms(5) } 0 }
sub cg_freeze { my ($path, $on) = @_; write_once("$path/cgroup.freeze", $on) && cg_await($path, 'frozen', $on, 5000) }
sub cg_empty { my ($path) = @_; return 1 unless -d $path; write_once("$path/cgroup.kill", 1) or kill 'KILL', cg_pids($path); cg_await($path, 'populated', 0, 10000) }
sub cg_drop { my ($rel) = @_; my $r = cg_root() // return; while (length $rel > 1) { rmdir "$r$rel" or last; $rel =~ s{/[^/]*\z}{} } }

# Starts a process that outlives this script and its link, in a cgroup of its own; NAME.rc tells how it ended. The code
# $bad is called first when it did not end well.
sub spawn {
  my ($d, $name, $rel, $bad, @argv) = @_;
  my $cg = cg_make($rel);
  unlink "$d/$name.rc"; put("$d/$name.job", $rel);
  pipe my $joined, my $join or refuse('pipe', $!);
  my $pid = fork() // refuse('fork', $!);
  # Until it is in its cgroup nobody could tell it from one that has ended.
  if ($pid) { close $join; <$joined>; return }
  POSIX::setsid();
  open STDIN, '<', '/dev/null'; open STDOUT, '>>', "$d/$name.out"; open STDERR, '>&', \*STDOUT;
  write_once("$cg/cgroup.procs", 0) or do { put("$d/$name.rc", "no cgroup"); POSIX::_exit(1) };
  # The lock too: whoever gets it next must find this process in its cgroup.
  close $lock if $lock; close $joined; close $join;
  my $child = fork();
  if (!$child) { chdir '/'; exec { $argv[0] } @argv; POSIX::_exit(127) }
  waitpid $child, 0;
  my $end = $? & 127 ? 'signal ' . ($? & 127) : 'code ' . ($? >> 8);
  $bad->() if $bad && $end ne 'code 0';
  put("$d/$name.rc", $end);
  POSIX::_exit(0);
}
# none: never started; running; or the words of NAME.rc; lost: ended and nobody saw how.
sub job {
  my ($d, $name) = @_;
  my $rel = slurp("$d/$name.job") // return 'none';
  my $path = (cg_root() // '') . $rel;
  return 'running' if -d $path && (cg_event($path, 'populated') // 0);
  slurp("$d/$name.rc") // 'lost';
}
`
