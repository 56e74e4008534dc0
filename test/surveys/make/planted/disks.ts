import type {Plant} from './plant.ts'
import {freeze} from './texts.ts'

const loop = 'truncate -s 200G /root/disk; device=$(losetup --find --show /root/disk)'
const quiet = '>/dev/null 2>&1 </dev/null &'

/** Work on disks. */
export const disks: readonly Plant[] = [
  {
    name: 'mkfs',
    what: 'mkfs of root',
    on: ['minimal'],
    group: 'sessions',
    run: `${loop}; setsid mkfs.ext4 -q $device ${quiet} ${freeze('mkfs.ext4')}`,
    runs: 'pgrep -x mkfs.ext4',
    finds: /of root: mkfs/,
  },
  {
    name: 'udisks-format',
    what: 'mkfs that udisks started for a spare disk',
    on: ['build'],
    group: 'storage',
    // So large that its mkfs goes on for seconds: nothing tells when udisks begins it. That of Debian 13 calls it mke2fs.
    run: `truncate -s 1T /root/spare; device=$(losetup --find --show /root/spare); udevadm settle; sleep 5
setsid busctl --timeout=3600 call org.freedesktop.UDisks2 /org/freedesktop/UDisks2/block_devices/$(basename $device) \\
org.freedesktop.UDisks2.Block Format 'sa{sv}' ext4 0 ${quiet} ${freeze('"mkfs.ext4|mke2fs"')}`,
    runs: 'pgrep -x "mkfs.ext4|mke2fs"',
    finds: /^child udisks2\.service\/(?:mkfs|mke2fs)/,
  },
  {
    name: 'fsck',
    what: "fsck in systemd's own unit for it",
    on: ['minimal'],
    group: 'system',
    run: `truncate -s 200G /root/disk; mkfs.ext4 -q /root/disk; losetup --find /root/disk; tune2fs -C 100 -c 1 /dev/loop0 >/dev/null
systemctl start --no-block systemd-fsck@dev-loop0; ${freeze('fsck.ext4')}`,
    runs: 'pgrep -x fsck.ext4',
    finds: /fsck/,
  },
  {
    name: 'fstrim',
    what: 'the weekly fstrim in its unit',
    on: ['minimal'],
    group: 'system',
    // The disk of the machine cannot be trimmed: the program would end at once.
    run: `printf '#!/bin/sh\\nsleep 3401\\n' >/sbin/fstrim; systemctl start --no-block fstrim`,
    runs: 'pgrep -x fstrim',
    finds: /fstrim/,
  },
  {
    name: 'raid-resync',
    what: 'a mirror of two disks that resyncs, in the kernel',
    on: ['build'],
    group: 'storage',
    run: `modprobe raid1; echo 50 >/proc/sys/dev/raid/speed_limit_max
for i in 6 7; do truncate -s 300M /root/disk$i; losetup /dev/loop$i /root/disk$i; done
mdadm --create /dev/md0 --run --metadata=1.2 --level=1 --raid-devices=2 /dev/loop6 /dev/loop7 2>/root/mdadm.log`,
    runs: 'grep -q resync /proc/mdstat',
    finds: /^storage .*md0/,
  },
]
