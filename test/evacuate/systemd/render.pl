#!/usr/bin/perl
# Work for tests: counts ten times a second into /var/lib/render/log, writes /var/lib/render/pid, and pings systemd's
# watchdog if there is one. Each start appends a line "start PID".
use strict;
use warnings;
use POSIX ();
use Socket;

POSIX::close($_) for 3 .. 30;
chdir '/';

sub append {
  my ($text) = @_;
  open my $log, '>>', '/var/lib/render/log' or die "log: $!";
  syswrite $log, "$text\n";
}

mkdir '/var/lib/render';
open my $pidfile, '>', '/var/lib/render/pid' or die "pid: $!";
print $pidfile "$$\n";
close $pidfile;
append("start $$");
for (my $count = 1; ; $count++) {
  append("$$ $count");
  if (defined $ENV{NOTIFY_SOCKET}) {
    socket my $socket, AF_UNIX, SOCK_DGRAM, 0;
    send $socket, 'WATCHDOG=1', 0, sockaddr_un($ENV{NOTIFY_SOCKET});
  }
  select undef, undef, undef, 0.1;
}
