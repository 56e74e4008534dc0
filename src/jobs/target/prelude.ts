/**
 * What every script shares. The scripts run on the host in its perl-base, constant text with everything in @ARGV.
 * `.lock` of the root orders making a folder and looking at it; `lock` of a folder is held by whoever starts or supervises
 * the job, so that the kernel itself tells whether one lives.
 */
export const prelude = String.raw`
use strict; use warnings; no warnings 'exec';
use POSIX (); use Fcntl qw(:DEFAULT :flock); use IO::Handle;
sub fail { print STDERR "@_\n"; exit 3 }
my $root = shift @ARGV;
$root = $> == 0 ? '/run/ops/jobs' : "/tmp/ops-$>/jobs" if $root eq '';

# Others could plant a folder below /tmp before us, and their pids in it.
sub trust_root {
  for my $path ($root =~ m{^(/tmp/ops-\d+)/}, $root) {
    (my @s = lstat $path) or next;
    fail("$path belongs to somebody else") unless -d _ && $s[4] == $> && !($s[2] & 022);
  }
}
trust_root();

sub slurp { open(my $f, '<', $_[0]) or return undef; local $/; my $text = <$f>; return $text // '' }
my $boot = slurp('/proc/sys/kernel/random/boot_id') // fail('/proc is not mounted'); chomp $boot;

# Fields of proc_pid_stat(5) from the fourth on; the name before them may hold spaces and parentheses.
sub stat_of {
  my $stat = slurp("/proc/$_[0]/stat") // return;
  my ($state, $rest) = $stat =~ /^.*\) (\S) (.*)$/s or return;
  return $state =~ /[ZX]/ ? () : split ' ', $rest;
}
sub ticks_of { my @f = stat_of($_[0]); return @f ? $f[22 - 4] : 0 }
sub lives { my ($pid, $ticks) = @_; return $ticks && ticks_of($pid) == $ticks }

sub open_lock { sysopen(my $l, $_[0], O_RDWR | O_CREAT, 0600) or return undef; return $l }
sub gate { my $g = open_lock("$root/.lock") or return undef; flock($g, $_[0]) or fail("$root/.lock: $!"); return $g }

# boot, job's pid and ticks, supervisor's pid and ticks, session; empty before the command began.
sub record { return split ' ', slurp("$_[0]/pid") // '' }

# "none", "running PID", "ended PID code|signal N" or "lost PID"; PID is 0 where none was recorded.
sub state_of {
  my ($dir, $wait) = @_;
  my $gate = gate(LOCK_SH) or return 'none';
  -d $dir or return 'none';
  my $lock; sysopen($lock, "$dir/lock", O_RDWR) or undef $lock;
  close $gate;
  my $free = !$lock || flock($lock, LOCK_SH | LOCK_NB);
  if (!$free && $wait > 0) {
    local $SIG{ALRM} = sub {};
    alarm $wait; $free = flock($lock, LOCK_SH); alarm 0;
  }
  my ($was, $pid, $ticks) = record($dir);
  my $rc = slurp("$dir/rc");
  if (defined $rc) { chomp $rc; return "ended $pid $rc" }
  $pid //= 0;
  return "running $pid" if !$free || ($pid && $was eq $boot && lives($pid, $ticks));
  return "lost $pid";
}
`
