import {chmod, mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

/**
 * Ten times a second it appends "COUNT HOST" to its log. The count lives in memory alone: a copy that is not the moved
 * process itself starts at 1 again. The log lies in RAM, since the root is on NFS, which travels with nobody.
 */
const tally = `#!/usr/bin/perl
use strict;
use warnings;
use POSIX qw(setgid setsid setuid uname);
mkdir $_ for '/sys/fs/cgroup/work', '/sys/fs/cgroup/work/tally', '/run/tally';
my $child = fork() // die "tally: fork: $!\\n";
if ($child) {
    open my $out, '>', '/run/tally.pid' or die "tally: $!\\n";
    print $out "$child\\n";
    exit 0;
}
setsid();
chdir '/';
open my $procs, '>', '/sys/fs/cgroup/work/tally/cgroup.procs' or die "tally: $!\\n";
print $procs $$;
close $procs or die "tally: $!\\n";
open my $log, '>>', '/run/tally/log' or die "tally: $!\\n";
open STDIN,  '<', '/dev/null';
open STDOUT, '>', '/dev/null';
open STDERR, '>', '/dev/null';
# Nobody's: root's capabilities may be more than another host can give.
$) = '65534 65534';
setgid(65534);
setuid(65534);
for (my $count = 1;; $count++) {
    syswrite $log, "$count " . (uname())[1] . "\\n";
    select undef, undef, undef, 0.1;
}
`

/** It is started once in the life of a lab: after an evacuation a second one would be another copy of the same work. */
const rcLocal = `#!/bin/sh
[ -e /var/lib/tally-was-started ] && exit 0
: >/var/lib/tally-was-started
exec /usr/local/bin/tally
`

/** Gives the x86 machine of the bench something to do that can be lost. */
export async function installWork(root: string): Promise<void> {
  await mkdir(join(root, 'usr/local/bin'), {recursive: true})
  for (const [name, text] of [
    ['usr/local/bin/tally', tally],
    ['etc/rc.local', rcLocal],
  ] as const) {
    await writeFile(join(root, name), text)
    await chmod(join(root, name), 0o755)
  }
}

/** As the inventory declares it. */
export const benchWork = {name: 'tally', kind: 'process', pidfile: '/run/tally.pid', files: ['/run/tally']}
