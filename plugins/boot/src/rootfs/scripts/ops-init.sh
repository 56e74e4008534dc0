#!/bin/sh
#
# /usr/local/sbin/ops-init: first process of an NFS root that has no init of its own. It starts sshd, /etc/rc.local and
# a login on the kernel's console, and collects orphans. It takes no arguments.

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
[ -e /proc/self ] || mount -t proc proc /proc
[ -d /sys/kernel ] || mount -t sysfs sysfs /sys
[ -d /dev/pts ] || mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm /run/sshd /run/lock
mountpoint -q /dev/pts || mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs tmpfs /tmp
mount -t cgroup2 cgroup2 /sys/fs/cgroup 2>/dev/null
ip link set lo up 2>/dev/null
if [ -x /usr/sbin/sshd ]; then
  ls /etc/ssh/ssh_host_*_key >/dev/null 2>&1 || ssh-keygen -A
  /usr/sbin/sshd
fi
[ -x /etc/rc.local ] && /etc/rc.local </dev/null
# The last of the kernel's consoles is the one that /dev/console stands for.
console=$(tr ' ' '\n' </sys/class/tty/console/active | tail -n 1)
while :; do
  if command -v agetty >/dev/null; then
    agetty -L --noclear "${console:-console}"
  else
    sleep 60
  fi
  sleep 1
done
