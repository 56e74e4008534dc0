import {declaredFiles} from '../../travel/judge-declared.ts'
import {findTask} from './find.ts'

/** What both ends tell about themselves. */
export const hostFacts = String.raw`
sub host_facts {
  my ($sys, $node, $release, $version, $machine) = POSIX::uname();
  out('boot', boot_id()); out('arch', $machine); out('kernel', $release); out('uid', $>);
  out('cgroot', cg_root()) if defined cg_root();
  my $v = qx(criu --version 2>/dev/null); out('criu', $1) if $v =~ /Version:\s*(\S+)/;
  if ($v) { my $check = qx(criu check 2>&1); out('check', $? >> 8, (grep { /Error/ } split /\n/, $check)[0] // '') }
  out('tar') if !system('tar --version >/dev/null 2>&1');
  out('cpu', cpu_features());
}
# What user programs may use: cpuinfo's names, or, where it has none, the bits of AT_HWCAP (16) and AT_HWCAP2 (26).
sub cpu_features {
  return split ' ', $1 if (slurp('/proc/cpuinfo') // '') =~ /^(?:flags|features)\s*:(.*)$/mi;
  open my $in, '<:raw', '/proc/self/auxv' or return ();
  local $/; my %aux = unpack 'Q*', <$in> // '';
  map { my $kind = $_; map { $kind == 16 ? "hwcap-$_" : "hwcap2-$_" } grep { ($aux{$kind} // 0) >> $_ & 1 } 0 .. 63 } 16, 26;
}
# Capabilities that a process has, in hex.
sub caps { my ($set) = (slurp("/proc/$_[0]/status") // '') =~ /^CapPrm:\s*([0-9a-f]+)/m; out('caps', $set) if defined $set }
# Bytes free where the images go.
sub space {
  my $at = $a{images}; $at =~ s{/[^/]*\z}{} until !length $at || -d $at;
  my $pid = open(my $df, '-|') // return;
  if (!$pid) { exec 'df', '-P', '-k', '--', length $at ? $at : '/'; POSIX::_exit(127) }
  my @lines = <$df>; close $df;
  out('space', (split ' ', $lines[-1] // '0 0 0 0')[3] * 1024);
}
# "TYPE SOURCE" of a file system that several hosts may share, else "".
my @mounts;
sub shared_fs {
  my ($path) = @_;
  if (!@mounts) {
    for (split /\n/, slurp('/proc/self/mountinfo') // '') {
      my ($left, $right) = split / - /, $_, 2; my ($type, $from) = split / /, $right;
      push @mounts, [(split / /, $left)[4], $type, $from];
    }
    @mounts = sort { length $b->[0] <=> length $a->[0] } @mounts;
  }
  for (@mounts) { my ($at, $type, $from) = @$_; next unless $at eq '/' || $path eq $at || index($path, "$at/") == 0; return $type =~ /^(nfs4?|cifs|smb3|ceph|glusterfs|fuse\..*|9p|virtiofs|lustre|gfs2|ocfs2|afs)$/ ? "$type $from" : '' }
  '';
}
sub describe {
  my ($path) = @_;
  my $net = shared_fs($path); out('shared', $path, $net) if length $net;
  my @s = stat $path or return out('missing', $path);
  return out('dir', $path) if -d _;
  return unless -f _;
  my $pid = open(my $sum, '-|') // return;
  if (!$pid) { open STDERR, '>', '/dev/null'; exec 'sha256sum', '-b', '--', $path; POSIX::_exit(127) }
  my $line = <$sum> // ''; close $sum;
  my ($hash) = $line =~ /^\\?([0-9a-f]{64})/;
  out('file', $s[7], sprintf('%o', $s[2] & 07777), $hash // '-', $path);
}
`

/** Args: pidfile or words, images, files (\x1f). Looks at the declared process and everything it stands on; changes nothing. */
export const surveySource = `${hostFacts}${findTask}${String.raw`
host_facts(); space();
my ($pid, $how) = declared_pid();
out('how', $how);
exit 0 unless $pid && defined starttime($pid);
out('pid', $pid); out('start', starttime($pid));
my (%seen, %inodes, %pipes, $rss); my $page = POSIX::sysconf(POSIX::_SC_PAGESIZE());
my @tree = tree($pid);
for my $t (@tree) { for my $c (map { split ' ', slurp($_) // '' } glob "/proc/$t/task/*/children") { out('threads', $c) if task_state($c) eq 'Z' } }
for my $p (@tree) {
  my $s = slurp("/proc/$p/stat") // next; my ($comm) = $s =~ /\((.*)\)/s; $s =~ s/^.*\)\s+//s; my @f = split / /, $s;
  out('task', $p, $f[0], $f[1], $f[2], $f[3], $f[4], $comm);
  out('cgroup', $p, cg_of($p) // '-');
  out('threads', map { s{.*/}{}r } glob "/proc/$p/task/*");
  caps($p);
  $rss += (split / /, slurp("/proc/$p/statm") // '0 0')[1] * $page;
  for my $l ("/proc/$p/exe") { my $t = readlink $l; $seen{$t} //= 'map' if defined $t }
  for my $l ("/proc/$p/cwd", "/proc/$p/root") { my $t = readlink $l; $seen{$t} //= 'dir' if defined $t }
  for (split /\n/, slurp("/proc/$p/maps") // '') { $seen{$1} //= 'map' if m{^\S+ \S+ \S+ \S+ [1-9]\d*\s+(/.*)$} }
  for my $fd (glob "/proc/$p/fd/*") {
    my $t = readlink $fd // next; (my $n = $fd) =~ s{.*/}{};
    my ($flags) = (slurp("/proc/$p/fdinfo/$n") // '') =~ /^flags:\s+(\d+)/m; my $mode = oct($flags // 0) & 3;
    if ($t =~ /^socket:\[(\d+)\]/) { $inodes{$1} = 1 }
    elsif ($t =~ /^pipe:/) { $pipes{$t} = 1 }
    elsif ($t =~ /^anon_inode:\[?io_uring/) { out('uring', $p) }
    elsif ($t =~ m{^/dev/(pts/\d+|tty\S*|console)$}) { out('tty', $p, $t) }
    elsif ($t =~ m{^/.* \(deleted\)$} && $t !~ m{^/(dev|memfd:)}) { my @s = stat $fd; out('ghost', $s[12] * 512, $t =~ s/ \(deleted\)$//r) if @s && !$s[3] && -f _; $seen{$t} //= 'read' }
    elsif ($t =~ m{^/} && $t !~ m{^/(dev|proc|sys)/|^/memfd:}) { $seen{$t} = $mode ? 'write' : ($seen{$t} // 'read') }
  }
}
out('rss', $rss // 0);
# criu makes both ends of a pipe anew: whoever has one and stays would be cut off without a word.
if (%pipes) {
  my %own = map { $_ => 1 } @tree;
  for my $p (map { m{(\d+)$} } glob '/proc/[0-9]*') {
    next if $own{$p};
    for my $fd (glob "/proc/$p/fd/*") { my $t = readlink $fd // next; if ($pipes{$t}) { out('tied', $p, slurp("/proc/$p/comm") // '?'); last } }
  }
}
my $mine = join '|', map { quotemeta } @tree;
for (split /\n/, slurp('/proc/locks') // '') { my @f = split; my $i = $f[1] eq '->' ? 5 : 4; out('lock', $f[$i], $f[1]) if $f[$i] =~ /^(?:$mine)$/ }
for my $kind (qw(tcp tcp6 udp udp6 udplite raw raw6)) {
  for (split /\n/, slurp("/proc/$pid/net/$kind") // '') { my @f = split; next unless @f > 9 && $inodes{$f[9]}; out('inet', $kind, $f[3]) }
}
for (split /\n/, slurp("/proc/$pid/net/unix") // '') { my @f = split; out('unix', $f[5]) if @f > 6 && $inodes{$f[6]} }
my $rel = cg_of($pid);
if (defined cg_root() && defined $rel) {
  my $path = cg_root() . $rel;
  out('freeze', slurp("$path/cgroup.freeze") // 0);
  out('members', cg_pids($path));
  out('unit', $1, qx(systemctl show -p Restart --value -- '$1' 2>/dev/null) =~ s/\s+\z//r) if $rel =~ m{/([A-Za-z0-9:_.\@-]+\.service)$};
}
for my $path (sort keys %seen) {
  if ($path =~ / \(deleted\)$/) { out('deleted', $path); next }
  out('use', $seen{$path}, $path);
  describe($path);
}
`}${declaredFiles}`

/** Args: ids (pids, tids, groups, sessions), cgroup, images. Standard input: paths to describe, one a line. */
export const surveyDestination = `${hostFacts}${String.raw`
host_facts(); caps('self');
for my $id (split / /, $a{ids}) {
  if (-d "/proc/$id") { my $c = slurp("/proc/$id/comm") // '?'; out('taken', $id, $c) }
  elsif (kill 0, -$id) { out('taken', $id, 'a process group') }
}
out('pidmax', slurp('/proc/sys/kernel/pid_max'));
my ($free) = (slurp('/proc/meminfo') // '') =~ /MemAvailable:\s+(\d+)/; out('memory', ($free // 0) * 1024);
if (defined cg_root()) { my $path = cg_root() . $a{cgroup}; out('busy', cg_pids($path)) if cg_event($path, 'populated') }
space();
while (my $path = <STDIN>) { chomp $path; describe($path) }
`}`
