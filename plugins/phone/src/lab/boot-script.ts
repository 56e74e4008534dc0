import {shellQuote} from '@ops/core/transport'

export interface BootInput {
  base: string
  /** Folder of the phone: upper, work, root, adbd.sock. */
  folder: string
  port: number
  /** What its first process runs. */
  init: string
}

/** What runs as the first process of the phone's namespaces: mounts, control groups, and then its init. */
export function bootScript({base, folder, port, init}: BootInput): string {
  const q = (text: string) => shellQuote([text])
  const root = `${folder}/root`
  return `set -e
mount --make-rprivate /
ip link set lo up
mount -t overlay overlay -o ${q(`lowerdir=${base},upperdir=${folder}/upper,workdir=${folder}/work`)} ${q(root)}
mount -t proc proc ${q(`${root}/proc`)}
mount -t tmpfs tmpfs ${q(`${root}/dev`)}
for node in null zero full random urandom tty; do : > ${q(root)}/dev/$node; mount --bind /dev/$node ${q(root)}/dev/$node; done
mkdir ${q(`${root}/dev/pts`)}
mount -t devpts -o newinstance,ptmxmode=0666 devpts ${q(`${root}/dev/pts`)}
ln -s pts/ptmx ${q(`${root}/dev/ptmx`)}
mount -t tmpfs tmpfs ${q(`${root}/run`)}
mount -t tmpfs tmpfs ${q(`${root}/tmp`)}
rm -f ${q(`${folder}/adbd.sock`)}
socat -lf /dev/null UNIX-LISTEN:${q(`${folder}/adbd.sock`)},fork TCP:127.0.0.1:${port},nodelay &
# The phone's own control groups: init ends services by them. Empty ones of phones that are gone go with the next boot.
groups=${q(`${root}/sys/fs/cgroup`)}
mkdir -p $groups
mount -t cgroup2 none $groups
for gone in $groups/ops-phone-*; do
  ! grep -q 'populated 0' $gone/cgroup.events 2> /dev/null || rmdir $gone/*/ $gone 2> /dev/null || :
done
# Another phone's boot may take an empty one away before it is entered.
until mkdir -p $groups/ops-phone-${port} && echo 0 > $groups/ops-phone-${port}/cgroup.procs; do sleep 0.1; done 2> /dev/null
umount $groups
exec unshare --cgroup sh -c ${q(`mount -t cgroup2 none ${q(`${root}/sys/fs/cgroup`)}
exec chroot ${q(root)} /usr/bin/env -i PATH=/product/bin:/system/bin:/vendor/bin ANDROID_DATA=/data ADBD_PORT=${port} /system/bin/sh -c ${q(init)}`)}
`
}
