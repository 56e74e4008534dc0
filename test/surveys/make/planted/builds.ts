import type {Plant} from './plant.ts'

const quiet = '>/dev/null 2>&1 </dev/null &'

/** Makes a source package `slow` whose build goes on for an hour, and changes to its folder. */
const source = (seconds: number) => `mkdir -p slow-1/debian/source; cd slow-1
printf 'slow (1) unstable; urgency=low\\n\\n  * a\\n\\n -- a <a@example.com>  Thu, 01 Jan 2026 00:00:00 +0000\\n' >debian/changelog
printf 'Source: slow\\nMaintainer: a <a@example.com>\\nStandards-Version: 4.6.2\\nRules-Requires-Root: no\\n' >debian/control
printf '\\nPackage: slow\\nArchitecture: all\\nDescription: slow\\n' >>debian/control
printf '3.0 (native)\\n' >debian/source/format
printf '#!/usr/bin/make -f\\nclean:\\nbuild build-arch build-indep binary:\\n\\tsleep ${seconds}\\n' >debian/rules; chmod 755 debian/rules`

/** A chroot of schroot that is the machine itself, with changes in memory. */
const chroot = (name: string, groups: string) => `mkdir -p /srv/chroot; mountpoint -q /srv/chroot || mount --bind / /srv/chroot
mountpoint -q /var/lib/schroot/union || mount -t tmpfs tmpfs /var/lib/schroot/union
mkdir -p /var/lib/schroot/union/overlay /var/lib/schroot/union/underlay
printf '[${name}]\\ntype=directory\\ndirectory=/srv/chroot\\nunion-type=overlay\\n${groups}\\n' >/etc/schroot/chroot.d/${name}`

/** People who build packages and programs. */
export const builds: readonly Plant[] = [
  {
    name: 'dpkg-buildpackage',
    what: 'dpkg-buildpackage of alice, by nohup',
    on: ['build'],
    group: 'builds',
    user: 'alice',
    run: `${source(3601)}; nohup dpkg-buildpackage -b ${quiet}`,
    runs: 'pgrep -f "^[a-z/]*sleep 3601"',
    finds: /of alice: .*dpkg-buildpackage/,
  },
  {
    name: 'debuild',
    what: 'debuild of bob, by nohup',
    on: ['build'],
    group: 'builds',
    user: 'bob',
    run: `${source(3602)}; nohup debuild -us -uc -b ${quiet}`,
    runs: 'pgrep -f "^[a-z/]*sleep 3602"',
    finds: /of bob: .*debuild/,
  },
  {
    name: 'sbuild',
    what: 'sbuild of carol in a chroot of schroot',
    on: ['build'],
    group: 'builds',
    user: 'carol',
    setup: `${chroot('unstable-amd64-sbuild', 'groups=sbuild,root\\nroot-groups=sbuild,root\\nprofile=sbuild')}; usermod -aG sbuild carol`,
    run: `${source(3603)}; dpkg-source -b . >/dev/null; cd
nohup sbuild --chroot-mode=schroot -d unstable --no-apt-update --no-apt-upgrade --no-apt-distupgrade --no-run-lintian slow_1.dsc >sbuild.out 2>&1 </dev/null &`,
    runs: 'pgrep -f "^[a-z/]*sleep 3603"',
    finds: /of carol: .*sbuild/,
  },
  {
    name: 'ccache',
    what: 'a compiler of dave below ccache',
    on: ['build'],
    group: 'builds',
    user: 'dave',
    // The compiler waits for a header that is a pipe.
    run: `mkfifo wait.h; echo '#include "wait.h"' >a.c; nohup ccache gcc -c a.c ${quiet}`,
    runs: 'pgrep -u dave -x cc1',
    finds: /of dave: .*ccache/,
  },
  {
    name: 'schroot',
    what: 'a program of erin in a chroot of schroot',
    on: ['build'],
    group: 'builds',
    user: 'erin',
    setup: chroot('jobs', 'users=erin'),
    run: `nohup schroot -c jobs -d / -- sleep 3605 ${quiet}`,
    runs: 'pgrep -f "^[a-z/]*sleep 3605"',
    finds: /of erin: .*sleep 3605/,
  },
  {
    name: 'make-as-another',
    what: 'make -j of frank, which root started by runuser',
    on: ['build'],
    group: 'builds',
    run: `mkdir -p /srv/world; printf 'all: a b\\na b:\\n\\tcd / && sleep 3606\\n' >/srv/world/Makefile
setsid runuser -u frank -- make -C /srv/world -j2 ${quiet}`,
    runs: 'pgrep -u frank -x make',
    finds: /^session frank: .*of frank: make -C/,
  },
]
