#!/usr/bin/perl
# A service whose every acknowledged write can be counted from outside. It accepts TCP connections on PORT, with one
# request a line:
#   write N  adds N after N-1: appends "N MICROSECONDS HOST" to LOG, then to memory, then answers "new N HOST ID SUM";
#            "had N HOST ID SUM" for one that it has; "gap LAST HOST ID SUM" when N-1 is missing
#   trim N   removes the lines before N from LOG, and answers "trimmed LAST HOST ID SUM"
#   check    answers "ok LAST HOST ID SUM" after it has verified its pages, else "broken …"
# ID is chosen at the start, SUM is kept in memory alone: another id or sum means that the memory was not kept. A
# service that starts goes on after the last line of LOG.
# Usage: ledger PORT LOG PIDFILE CGROUP
use strict;
use warnings;
use Fcntl qw(O_RDWR O_CREAT O_APPEND F_GETFL F_SETFL O_NONBLOCK);
use POSIX qw(setsid uname);
use Socket;

my ($port, $log_path, $pidfile, $cgroup) = @ARGV;
die "usage: ledger PORT LOG PIDFILE CGROUP\n" unless defined $cgroup;
my $pages = 1024;

# clock_gettime(CLOCK_REALTIME = 0): perl-base has no Time::HiRes. Numbers from the kernel's syscall tables.
my %clock_gettime = (x86_64 => 228, aarch64 => 113, riscv64 => 113, ppc64le => 246, s390x => 260);
my $clock_gettime = $clock_gettime{(uname())[4]} or die "ledger: no clock_gettime number for this machine\n";

sub write_file {
    my ($path, $text) = @_;
    open my $out, '>', $path or die "ledger: $path: $!\n";
    print $out $text;
    close $out or die "ledger: $path: $!\n";
}

(my $folder = $log_path) =~ s{/[^/]*\z}{};
mkdir $folder;
sysopen my $log, $log_path, O_RDWR | O_CREAT | O_APPEND or die "ledger: $log_path: $!\n";
# O_APPEND leaves Perl at the end of the file.
seek $log, 0, 0;
my $last = 0;
while (<$log>) { $last = $1 if /^(\d+) \d+ \S+$/ }

socket my $listener, PF_INET, SOCK_STREAM, 0 or die "ledger: socket: $!\n";
setsockopt $listener, SOL_SOCKET, SO_REUSEADDR, 1;
bind $listener, sockaddr_in($port, INADDR_ANY) or die "ledger: port $port: $!\n";
fcntl $listener, F_SETFL, fcntl($listener, F_GETFL, 0) | O_NONBLOCK;
listen $listener, 16 or die "ledger: listen: $!\n";

# Its own cgroup: a move freezes this folder, and nothing else.
(my $above = $cgroup) =~ s{/[^/]*\z}{};
mkdir $above;
mkdir $cgroup;
my $child = fork() // die "ledger: fork: $!\n";
if ($child) {
    write_file($pidfile, "$child\n");
    exit 0;
}
setsid();
chdir '/';
write_file("$cgroup/cgroup.procs", $$);
open STDIN,  '<', '/dev/null';
open STDOUT, '>', '/dev/null';
open STDERR, '>', '/dev/null';
$SIG{PIPE} = 'IGNORE';

my ($id, $sum) = (sprintf('%x%04x', time, $$ & 0xffff), 0);
my $memory = join '', map { pack('N', $_) x 1024 } 1 .. $pages;

# Every page holds its number 1,024 times, but for the mark of the last write to it in its first word.
sub is_whole {
    for my $page (1 .. $pages) {
        return 0 if substr($memory, ($page - 1) * 4096 + 4, 4092) ne pack('N', $page) x 1023;
    }
    return 1;
}

sub add {
    my ($n) = @_;
    my $now = "\0" x 16;
    syscall $clock_gettime, 0, $now;
    my ($s, $ns) = unpack 'qq', $now;
    my $line = sprintf "%d %d%06d %s\n", $n, $s, $ns / 1000, (uname())[1];
    return 0 unless (syswrite($log, $line) // 0) == length $line;
    substr($memory, ($n % $pages) * 4096, 4) = pack 'N', $n;
    ($last, $sum) = ($n, ($sum * 31 + $n) % 1_000_003);
    return 1;
}

# May be repeated, also late: what was written since then stays.
sub trim {
    my ($first) = @_;
    seek $log, 0, 0;
    my $kept = '';
    while (my $line = <$log>) { $kept .= $line if $line =~ /^(\d+) / && $1 >= $first }
    truncate $log, 0;
    syswrite $log, $kept;
}

sub answer {
    my ($request) = @_;
    my $state = sub { join(' ', $_[0], $last, (uname())[1], $id, $sum) . "\n" };
    if ($request =~ /^write (\d+)$/) {
        return $state->('had') if $1 <= $last;
        return $state->('gap') if $1 > $last + 1;
        return $state->(add($1) ? 'new' : 'failed');
    }
    return $state->(is_whole() ? 'ok' : 'broken') if $request eq 'check';
    return $state->('unknown') unless $request =~ /^trim (\d+)$/;
    trim($1);
    return $state->('trimmed');
}

my %clients;
while (1) {
    my $ready = '';
    vec($ready, fileno $_, 1) = 1 for $listener, map { $_->{socket} } values %clients;
    next if select($ready, undef, undef, undef) <= 0;
    if (vec($ready, fileno $listener, 1) && accept my $socket, $listener) {
        fcntl $socket, F_SETFL, fcntl($socket, F_GETFL, 0) | O_NONBLOCK;
        $clients{fileno $socket} = {socket => $socket, text => ''};
    }
    for my $fd (grep { vec $ready, $_, 1 } keys %clients) {
        my $client = $clients{$fd};
        if (!sysread $client->{socket}, $client->{text}, 512, length $client->{text}) {
            delete $clients{$fd};
            next;
        }
        while ($client->{text} =~ s/^(.*)\n//) {
            syswrite $client->{socket}, answer($1);
        }
    }
}
