#!/usr/bin/perl
# PID 1 of a lab host: starts sshd, reaps children, and on SIGTERM shuts down in order (TERM, 3 s, KILL) and ends,
# which ends the host. Without an argument it is a plain host's, which is entered through its namespaces: no sshd.
# Usage: init [FIRST_PID]
use strict;
use warnings;
use POSIX qw(:sys_wait_h setsid);

my ($first_pid) = @ARGV;

# An open file of the outer mount namespace would make criu refuse whatever inherits it.
opendir my $fds, '/proc/self/fd' or die "fds: $!";
my @open = grep { /^\d+$/ && $_ > 2 } readdir $fds;
closedir $fds;
POSIX::close($_) for @open;
open STDOUT, '>>', defined $first_pid ? '/var/log/console.log' : '/var/lib/console.log' or die "console: $!";
open STDERR, '>&', \*STDOUT or die "console: $!";
$| = 1;

sub start {
    my @command = @_;
    my $pid = fork() // die "fork: $!";
    return $pid if $pid;
    setsid();
    exec @command or die "$command[0]: $!";
}

sub boot {
    system('umount', '-l', '/.outside') == 0 or die 'cannot leave the outer root';
    rmdir '/.outside';
    mkdir '/run/sshd', 0755;
    start('/usr/sbin/sshd', '-D', '-e', '-f', '/etc/ssh/sshd_config_lab');
    # What starts from here on gets process ids that are free on the other hosts, so that a moved process keeps its own.
    open my $last, '>', '/proc/sys/kernel/ns_last_pid' or die "ns_last_pid: $!";
    print $last $first_pid;
    close $last or die "ns_last_pid: $!";
}

sub say_line {
    my ($text) = @_;
    print scalar(localtime), " $text\n";
}

my $stopping = 0;
$SIG{TERM} = sub { $stopping ||= time };
$SIG{$_} = sub { } for qw(HUP INT QUIT USR1 USR2 PIPE);

boot() if defined $first_pid;
say_line('up');

my $asked = 0;
while (1) {
    1 while waitpid(-1, WNOHANG) > 0;
    if ($stopping) {
        unless ($asked) {
            say_line("going down");
            # The ssh client that asked for the shutdown still gets the exit code of its command.
            select undef, undef, undef, 0.3;
            kill TERM => -1;
            ($asked, $stopping) = (1, time);
        }
        last if !kill(0 => -1) || time - $stopping >= 3;
    }
    # SIGCHLD has no handler: a short sleep is what bounds the wait for a zombie.
    select undef, undef, undef, $stopping ? 0.02 : 0.2;
}
kill KILL => -1;
say_line("down");
