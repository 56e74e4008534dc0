#!/usr/bin/perl
# The lab's demo service: something that is moved cold, by stopping it here and starting it there.
# Usage: beacon start|stop|status FOLDER; status ends with 0 (runs) or 3 (does not), as the LSB has it.
use strict;
use warnings;
use POSIX qw(setsid);

my ($verb, $folder) = @ARGV;
die "usage: beacon start|stop|status FOLDER\n" unless defined $folder && $verb =~ /^(start|stop|status)$/;
my $pidfile = "$folder/beacon.pid";

# A pidfile that outlived its process, or whose number went to another one, does not count.
sub running {
    open my $in, '<', $pidfile or return 0;
    chomp(my $pid = <$in> // '');
    return 0 unless $pid =~ /^\d+$/;
    open my $cmd, '<', "/proc/$pid/cmdline" or return 0;
    my $line = <$cmd> // '';
    return index($line, "beacon\0start\0$folder") >= 0 ? $pid : 0;
}

if ($verb eq 'status') {
    my $pid = running();
    print $pid ? "beacon runs as $pid\n" : "beacon does not run\n";
    exit($pid ? 0 : 3);
}
if ($verb eq 'stop') {
    my $pid = running() or exit 0;
    kill TERM => $pid;
    for (1 .. 50) {
        exit 0 unless running();
        select undef, undef, undef, 0.1;
    }
    die "beacon: $pid does not end\n";
}

exit 0 if running();
mkdir $folder;
pipe my $ready, my $write or die "beacon: pipe: $!\n";
my $child = fork() // die "beacon: fork: $!\n";
if ($child) {
    close $write;
    exit(<$ready> ? 0 : 1);
}
setsid();
chdir '/';
open my $out, '>', $pidfile or die "beacon: $pidfile: $!\n";
print $out "$$\n";
close $out or die "beacon: $pidfile: $!\n";
print $write "ready\n";
close $write;
close $ready;
open STDIN,  '<', '/dev/null';
open STDOUT, '>', '/dev/null';
open STDERR, '>', '/dev/null';
$SIG{TERM} = sub {
    unlink $pidfile;
    exit 0;
};
while (1) {
    if (open my $log, '>>', "$folder/beacon.log") {
        print $log time, "\n";
    }
    sleep 1;
}
