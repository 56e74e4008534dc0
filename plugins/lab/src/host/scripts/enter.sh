#!/bin/sh
# Starts one lab host: joins its cgroup, makes its namespaces, builds its root, and becomes its PID 1.
# It waits for a word on stdin before each of two stages, so that a host whose starter was killed never boots:
#   "cgroup"  the cgroup is recorded; join it and unshare
#   "network" the veth exists; configure it and boot
# Usage: enter.sh NAME DIR BASE CGROUP ADDRESS/PREFIX GATEWAY FIRST_PID
set -eu
name=$1
dir=$2
base=$3
cgroup=$4
address=$5
gateway=$6
first_pid=$7

if [ "${OPS_LAB_STAGE:-outer}" = outer ]; then
  read -r stage && [ "$stage" = cgroup ]
  echo $$ >"$cgroup/cgroup.procs"
  OPS_LAB_STAGE=inner exec unshare --mount --uts --ipc --pid --net --cgroup --fork --propagation private \
    sh "$0" "$@"
fi

root=$dir/root
mkdir -p "$root" "$dir/disk/upper" "$dir/disk/work"
# A file system that cannot be an overlay's upper layer gets a copy instead, once.
layers=lowerdir=$base,upperdir=$dir/disk/upper,workdir=$dir/disk/work
if ! mount -t overlay -o "$layers" overlay "$root" 2>/dev/null; then
  if [ ! -e "$dir/disk/copied" ]; then
    cp -a "$base/." "$dir/disk/upper/"
    touch "$dir/disk/copied"
  fi
  mount --bind "$dir/disk/upper" "$root"
fi
cp -a "$dir/seed/." "$root/"

mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=0755,nosuid tmpfs "$root/dev"
for node in null zero full random urandom tty; do
  : >"$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,mode=0620,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"
mount -t tmpfs -o mode=0755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
# The kernel is this machine's, and with it the id of the boot: each start of the host gets one of its own.
cat /proc/sys/kernel/random/uuid >"$root/dev/.boot_id"
chmod 0444 "$root/dev/.boot_id"
mount --bind "$root/dev/.boot_id" "$root/proc/sys/kernel/random/boot_id"
hostname "$name"

read -r stage && [ "$stage" = network ]
ip link set lo up
ip address add "$address" dev eth0
ip link set eth0 up
ip route add default via "$gateway"

cd "$root"
mkdir -p .outside
pivot_root . .outside
exec chroot . /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
  /usr/local/lib/ops-lab/init "$first_pid" </dev/null
