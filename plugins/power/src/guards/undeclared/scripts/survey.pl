# Lists everything that runs on this host: processes, listening sockets, logins and containers.
#
# Arguments: none. Runs as `perl -e`, on perl-base.
# Output: one fact per line, its fields separated by tabs; tabs, line ends and backslashes in a field become blanks.
# The first line is `survey VERSION UID`, the last one `end`; parse-survey.ts reads them.
use strict;

$ENV{LC_ALL} = 'C';
$ENV{PATH} .= ':/usr/sbin:/sbin:/usr/local/bin';

# Task flag of kernel threads (PF_KTHREAD, linux/sched.h).
my $kernel_thread = 0x00200000;

# The content of a file; '' when it cannot be read.
sub slurp {
    my ($path) = @_;
    open(my $file, '<', $path) or return '';
    local $/;
    my $text = <$file>;
    return defined $text ? $text : '';
}

sub say_fact {
    my @fields = map { defined $_ ? $_ : '' } @_;
    s/[\t\n\r\\]/ /g for @fields;
    print join("\t", @fields), "\n";
}

# Lines that a program prints; none when it does not exist. It is ended after 10 s.
sub lines_of {
    my @command = @_;
    my $pid = open(my $output, '-|');
    return () unless defined $pid;
    if (!$pid) {
        open(STDERR, '>', '/dev/null');
        exec('timeout', '10', @command) or exit 127;
    }
    my @lines = <$output>;
    close $output;
    chomp @lines;
    return @lines;
}

sub has {
    my ($program) = @_;
    return grep { -x "$_/$program" } split /:/, $ENV{PATH};
}

say_fact('survey', 1, $<);

# Listening sockets by inode (proc_pid_net(5)): TCP state 0A is LISTEN, UDP state 07 is unconnected.
my %listens;
for my $kind (qw(tcp tcp6 udp udp6)) {
    my ($head, @rows) = split /\n/, slurp("/proc/net/$kind");
    my $listening = $kind =~ /^tcp/ ? '0A' : '07';
    for my $row (@rows) {
        my @columns = split ' ', $row;
        my ($state, $inode) = @columns[3, 9];
        next unless $state eq $listening;
        $listens{$inode} = 1;
        say_fact('socket', $kind, $row);
    }
}

# Processes, and which of them hold the listening sockets.
my (%uids, %parent);
opendir(my $proc, '/proc') or die "no /proc\n";
for my $pid (sort { $a <=> $b } grep { /^\d+$/ } readdir $proc) {
    # proc_pid_stat(5): the name is in parentheses and may contain any character.
    my $stat = slurp("/proc/$pid/stat");
    next unless $stat =~ /^\d+ \((.*)\) (\S) (\d+) \d+ \d+ (-?\d+) -?\d+ (\d+)/s;
    my ($comm, $state, $ppid, $tty, $flags) = ($1, $2, $3, $4, $5);
    $parent{$pid} = $ppid;
    next if ($flags & $kernel_thread) || $state eq 'Z';

    my ($uid) = slurp("/proc/$pid/status") =~ /^Uid:\s+(\d+)/m;
    my ($cgroup) = slurp("/proc/$pid/cgroup") =~ /^(?:0:|\d+:name=systemd):(.*)$/m;
    my $args = substr(slurp("/proc/$pid/cmdline"), 0, 300);
    $args =~ tr/\0/ /;
    $uids{$uid} = 1 if defined $uid;
    say_fact('process', $pid, $ppid, $uid, $tty, $comm, $cgroup, $args);

    next unless opendir(my $descriptors, "/proc/$pid/fd");
    for my $descriptor (readdir $descriptors) {
        my $target = readlink("/proc/$pid/fd/$descriptor");
        next unless defined $target && $target =~ /^socket:\[(\d+)\]$/;
        say_fact('owner', $1, $pid) if $listens{$1};
    }
}

# This survey and its ancestors.
my @self = ($$);
push @self, $parent{$self[-1]} while $parent{$self[-1]};
say_fact('self', @self);

for my $uid (sort keys %uids) {
    my $name = getpwuid($uid);
    say_fact('user', $uid, defined $name ? $name : $uid);
}

if (has('who')) {
    say_fact('login', $_) for lines_of('who');
}

for my $engine (qw(podman docker)) {
    next unless has($engine);
    for my $line (lines_of($engine, 'ps', '--no-trunc', '--format', '{{.ID}} {{.Names}}')) {
        say_fact('container', $engine, split(' ', $line, 2));
    }
}
if (has('incus')) {
    for my $line (lines_of('incus', 'list', '--format', 'csv', '--columns', 'ns')) {
        say_fact('container', 'incus', $1, $1) if $line =~ /^([^,]+),RUNNING/;
    }
}
if (has('runc')) {
    for my $line (lines_of('runc', 'list')) {
        say_fact('container', 'runc', $1, $1, $2) if $line =~ /^(\S+)\s+(\d+)\s+(?:running|paused)\b/;
    }
}

say_fact('end');
