#!/usr/bin/perl
# The lab's demo workload. Ten times a second it appends the line "COUNT MICROSECONDS HOST" to /var/lib/demo/counter.log
# (CLOCK_REALTIME since 1970; the host's name at that moment). The count lives in memory alone: a lost tick shows as a
# gap, a second copy as a repeated count, and a copy that is not the moved process itself starts at 1 again.
use strict;
use warnings;
use Fcntl qw(O_WRONLY O_CREAT O_APPEND);
use POSIX qw(setsid uname);

my $pidfile = '/run/counter.pid';
my $cgroup  = '/sys/fs/cgroup/jobs/counter';
# clock_gettime(CLOCK_REALTIME = 0): perl-base has no Time::HiRes. Numbers from the kernel's syscall tables.
my %clock_gettime = (x86_64 => 228, aarch64 => 113, riscv64 => 113, ppc64le => 246, s390x => 260);
my $clock_gettime = $clock_gettime{(uname())[4]} or die "counter: no clock_gettime number for this machine\n";

if (open my $old, '<', $pidfile) {
    chomp(my $pid = <$old> // '');
    if ($pid =~ /^\d+$/ && open my $is, "<", "/proc/$pid/cmdline") {
        exit 0 if (<$is> // "") =~ /counter/;
    }
}
# Its own cgroup: a move freezes this folder, and nothing else.
mkdir '/sys/fs/cgroup/jobs';
mkdir $cgroup;
mkdir '/var/lib/demo';

my $child = fork() // die "counter: fork: $!\n";
if ($child) {
    open my $out, '>', "$pidfile.new" or die "counter: $pidfile: $!\n";
    print $out "$child\n";
    close $out or die "counter: $pidfile: $!\n";
    rename "$pidfile.new", $pidfile or die "counter: $pidfile: $!\n";
    exit 0;
}
setsid();
chdir '/';
open my $procs, '>', "$cgroup/cgroup.procs" or die "counter: $cgroup: $!\n";
print $procs $$;
close $procs or die "counter: $cgroup: $!\n";
sysopen my $log, '/var/lib/demo/counter.log', O_WRONLY | O_CREAT | O_APPEND or die "counter: log: $!\n";
open STDIN,  '<', '/dev/null';
open STDOUT, '>', '/dev/null';
open STDERR, '>', '/dev/null';

my $count = 0;
while (1) {
    $count++;
    my $now = "\0" x 16;
    syscall $clock_gettime, 0, $now;
    my ($s, $ns) = unpack 'qq', $now;
    # One write: a reader never sees half a line.
    syswrite $log, sprintf "%d %d%06d %s\n", $count, $s, $ns / 1000, (uname())[1];
    select undef, undef, undef, 0.1;
}
