# The first process of a lab phone's namespaces: mounts its tree, makes its control groups, and runs its init.
# Usage: boot.sh BASE FOLDER PORT; FOLDER holds upper, work, root and init.sh, and gets adbd.sock.
# shellcheck shell=sh
set -e
base=$1
folder=$2
port=$3
root=$folder/root

if [ "${OPS_PHONE_STAGE:-outer}" = inner ]; then
  # From here on its own control group is the root of the tree.
  mount -t cgroup2 none "$root/sys/fs/cgroup"
  init=$(cat "$folder/init.sh")
  exec chroot "$root" /usr/bin/env -i PATH=/product/bin:/system/bin:/vendor/bin ANDROID_DATA=/data "ADBD_PORT=$port" \
    /system/bin/sh -c "$init"
fi

mount --make-rprivate /
ip link set lo up
mount -t overlay overlay -o "lowerdir=$base,upperdir=$folder/upper,workdir=$folder/work" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev"
for node in null zero full random urandom tty; do
  : > "$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
mkdir "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
rm -f "$folder/adbd.sock"
socat -lf /dev/null "UNIX-LISTEN:$folder/adbd.sock,fork" "TCP:127.0.0.1:$port,nodelay" &

# The phone's own control groups: init ends services by them. Empty ones of phones that are gone go with the next boot.
groups=$root/sys/fs/cgroup
mkdir -p "$groups"
mount -t cgroup2 none "$groups"
for gone in "$groups"/ops-phone-*; do
  grep -q 'populated 0' "$gone/cgroup.events" 2> /dev/null || continue
  rmdir "$gone"/*/ "$gone" 2> /dev/null || :
done
# Another phone's boot may take an empty one away before it is entered.
own=$groups/ops-phone-$port
until mkdir -p "$own" && echo 0 > "$own/cgroup.procs"; do
  sleep 0.1
done 2> /dev/null
umount "$groups"
export OPS_PHONE_STAGE=inner
exec unshare --cgroup sh "$0" "$@"
