#!/bin/sh
# enter.sh ROOT COMMAND [ARG …]: runs COMMAND in the root file system ROOT as on a machine of its own.
# For `unshare --mount --pid --fork`: every mount here vanishes with the namespace.
set -e
root=$1
shift
mount --make-rprivate /
mount --bind "$root" "$root"
cd "$root"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs tmpfs run
mkdir -p .old
pivot_root . .old
umount -l /.old
exec "$@"
