/**
 * Run on the host by its perl (perl-base is enough), as one command. Constant: nothing is ever spliced into it. Prints
 * one fact per line, fields separated by tabs, blanks of the data escaped; parse-survey.ts reads them.
 */
export const surveyScript = String.raw`
use strict;
$ENV{LC_ALL} = 'C';
$ENV{PATH} .= ':/usr/sbin:/sbin:/usr/local/bin';
sub slurp { open(my $h, '<', $_[0]) or return ''; local $/; my $t = <$h>; defined $t ? $t : '' }
sub say_fact { print join("\t", map { my $v = defined $_ ? $_ : ''; $v =~ s/[\t\n\r\\]/ /g; $v } @_), "\n" }
sub lines_of { my @c = @_; my $pid = open(my $h, '-|'); return () unless defined $pid;
  if (!$pid) { open(STDERR, '>', '/dev/null'); exec('timeout', '10', @c) or exit 127 }
  my @l = <$h>; close $h; chomp @l; @l }
sub has { my $c = shift; grep { -x "$_/$c" } split /:/, $ENV{PATH} }
say_fact('survey', 1, $<);
my (%seen, %listen, %parent);
for my $kind (qw(tcp tcp6 udp udp6)) {
  my ($head, @rows) = split /\n/, slurp("/proc/net/$kind");
  for my $row (@rows) {
    my @f = split ' ', $row;
    next unless $f[3] eq ($kind =~ /^tcp/ ? '0A' : '07');
    $listen{$f[9]} = 1;
    say_fact('socket', $kind, $row);
  }
}
opendir(my $proc, '/proc') or die "no /proc\n";
for my $pid (sort { $a <=> $b } grep { /^\d+$/ } readdir $proc) {
  my $stat = slurp("/proc/$pid/stat");
  next unless $stat =~ /^\d+ \((.*)\) (\S) (\d+) \d+ \d+ (-?\d+) -?\d+ (\d+)/s;
  my ($comm, $state, $ppid, $tty, $flags) = ($1, $2, $3, $4, $5);
  $parent{$pid} = $ppid;
  next if ($flags & 0x00200000) || $state eq 'Z';
  my ($uid) = slurp("/proc/$pid/status") =~ /^Uid:\s+(\d+)/m;
  my ($cgroup) = slurp("/proc/$pid/cgroup") =~ /^(?:0:|\d+:name=systemd):(.*)$/m;
  my $args = substr(slurp("/proc/$pid/cmdline"), 0, 300);
  $args =~ tr/\0/ /;
  $seen{$uid} = 1 if defined $uid;
  say_fact('process', $pid, $ppid, $uid, $tty, $comm, $cgroup, $args);
  next unless opendir(my $fds, "/proc/$pid/fd");
  for my $fd (readdir $fds) {
    my $to = readlink("/proc/$pid/fd/$fd");
    say_fact('owner', $1, $pid) if defined $to && $to =~ /^socket:\[(\d+)\]$/ && $listen{$1};
  }
}
my @self = ($$);
push @self, $parent{$self[-1]} while $parent{$self[-1]};
say_fact('self', @self);
for my $uid (sort keys %seen) { my $name = getpwuid($uid); say_fact('user', $uid, defined $name ? $name : $uid) }
if (has('who')) { say_fact('login', $_) for lines_of('who') }
for my $engine (qw(podman docker)) {
  next unless has($engine);
  say_fact('container', $engine, split(' ', $_, 2)) for lines_of($engine, 'ps', '--no-trunc', '--format', '{{.ID}} {{.Names}}');
}
if (has('incus')) { for (lines_of('incus', 'list', '--format', 'csv', '--columns', 'ns')) { say_fact('container', 'incus', $1, $1) if /^([^,]+),RUNNING/ } }
if (has('runc')) { for (lines_of('runc', 'list')) { say_fact('container', 'runc', $1, $1, $2) if /^(\S+)\s+(\d+)\s+(?:running|paused)\b/ } }
say_fact('end');
`.trim()
