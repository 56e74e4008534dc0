#!/usr/bin/perl
# Runs a command to which io_uring_setup(2) does not exist, as a unit with SystemCallFilter=~io_uring_setup:ENOSYS does.
# Usage: without-uring.pl COMMAND...
use strict;
use warnings;

# BPF: load the number of the system call; 425 (io_uring_setup) gets ENOSYS, all others are allowed.
my @filter = ([0x20, 0, 0, 0], [0x15, 0, 1, 425], [0x06, 0, 0, 0x50026], [0x06, 0, 0, 0x7fff0000]);
my $code = join '', map { pack 'SCCL', @$_ } @filter;
my $program = pack 'S x6 P', scalar @filter, $code;
# prctl(PR_SET_NO_NEW_PRIVS), prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER) of x86-64.
syscall(157, 38, 1, 0, 0, 0) == 0        or die "no_new_privs: $!";
syscall(157, 22, 2, $program, 0, 0) == 0 or die "seccomp: $!";
exec @ARGV or die $!;
