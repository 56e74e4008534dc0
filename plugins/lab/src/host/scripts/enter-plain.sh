#!/bin/sh
# Starts one plain lab host, without root if need be: namespaces of its own over this machine's own files, with its own
# disk at /var/lib and an empty /run and /tmp. It waits for a word on stdin, so that a host whose starter was
# killed never boots.
# Usage: enter-plain.sh NAME DISK
set -eu
name=$1
disk=$2

if [ "${OPS_LAB_STAGE:-outer}" = outer ]; then
  read -r stage && [ "$stage" = boot ]
  user=
  [ "$(id -u)" = 0 ] || user='--user --map-root-user'
  # With --time too, or a user who is not root could not enter all of them.
  # shellcheck disable=SC2086
  OPS_LAB_STAGE=inner exec unshare $user --mount --uts --ipc --pid --net --cgroup --time --fork --propagation private \
    sh "$0" "$@"
fi

mount --rbind "$disk" /var/lib
mount -t proc proc /proc
mount -t tmpfs -o mode=0755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /tmp
# The kernel is this machine's, and with it the id of the boot: each start of the host gets one of its own.
cat /proc/sys/kernel/random/uuid >/run/.boot_id
chmod 0444 /run/.boot_id
mount --bind /run/.boot_id /proc/sys/kernel/random/boot_id
hostname "$name"
ip link set lo up 2>/dev/null || : # without iproute2 it has no network at all
cd /
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
  "OPS_LAB_MARK=$OPS_LAB_MARK" "OPS_LAB_HOST=$OPS_LAB_HOST" /var/lib/ops-lab/init </dev/null
