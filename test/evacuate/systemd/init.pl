#!/usr/bin/perl
# PID 1 of a lab host with systemd: leaves the outer root as the lab's own init does, then becomes systemd.
# Usage: init FIRST_PID
use strict;
use warnings;
use POSIX ();

my ($first_pid) = @ARGV;
opendir my $fds, '/proc/self/fd' or die "fds: $!";
my @open = grep { /^\d+$/ && $_ > 2 } readdir $fds;
closedir $fds;
POSIX::close($_) for @open;
system('umount', '-l', '/.outside') == 0 or die 'cannot leave the outer root';
rmdir '/.outside';
# What starts from here on gets process ids that are free on the other hosts, so that a moved process keeps its own.
open my $last, '>', '/proc/sys/kernel/ns_last_pid' or die "ns_last_pid: $!";
print $last $first_pid;
close $last or die "ns_last_pid: $!";
$ENV{container} = 'ops-lab';
exec {'/usr/lib/systemd/systemd'} $0 or die "systemd: $!";
