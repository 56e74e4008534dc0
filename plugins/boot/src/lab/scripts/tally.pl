#!/usr/bin/perl
# /usr/local/bin/tally: work of the bench's x86 machine that can be lost. It takes no arguments.
#
# Ten times a second it appends "COUNT HOST" to /run/tally/log. The count lives in memory alone: a copy that is not the
# moved process itself starts at 1 again. The log lies in RAM, because the root is on NFS and does not move.
use strict;
use warnings;
use POSIX qw(setgid setsid setuid uname);

my $nobody = 65534;

mkdir $_ for '/sys/fs/cgroup/jobs', '/sys/fs/cgroup/jobs/tally', '/run/tally';
my $child = fork() // die "tally: fork: $!\n";
if ($child) {
    open my $pid_file, '>', '/run/tally.pid' or die "tally: $!\n";
    print $pid_file "$child\n";
    exit 0;
}
setsid();
chdir '/';
open my $cgroup, '>', '/sys/fs/cgroup/jobs/tally/cgroup.procs' or die "tally: $!\n";
print $cgroup $$;
close $cgroup or die "tally: $!\n";
open my $log, '>>', '/run/tally/log' or die "tally: $!\n";
open STDIN,  '<', '/dev/null';
open STDOUT, '>', '/dev/null';
open STDERR, '>', '/dev/null';

# Runs as nobody, because another host may be unable to give root's capabilities.
$) = "$nobody $nobody";
setgid($nobody);
setuid($nobody);
for (my $count = 1;; $count++) {
    my $host = (uname())[1];
    syswrite $log, "$count $host\n";
    select undef, undef, undef, 0.1;
}
