import {shellQuote} from '@ops/core/transport'

export interface BootInput {
  base: string
  /** Folder of the phone: upper, work, root, adbd.sock. */
  folder: string
  port: number
  userinit: boolean
}

/** What runs as the first process of the phone's namespaces: mounts, the boot hooks that the ROM knows, adbd. */
export function bootScript({base, folder, port, userinit}: BootInput): string {
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
exec chroot ${q(root)} /usr/bin/env -i PATH=/product/bin:/system/bin:/vendor/bin ANDROID_DATA=/data ADBD_PORT=${port} /system/bin/sh -c ${q(init(userinit))}
`
}

/** Magisk's and sysinit's hooks as the ROM would run them, then adbd; the loop reaps orphans as init does. */
function init(userinit: boolean): string {
  const hooks = [
    'for hook in /data/adb/service.d/*; do [ -x "$hook" ] && "$hook" > /dev/null 2>&1 < /dev/null & done',
    ...(userinit ? ['[ -f /data/local/userinit.sh ] && sh /data/local/userinit.sh > /dev/null 2>&1 < /dev/null &'] : []),
  ]
  return `${hooks.join('\n')}\n/usr/lib/android-sdk/platform-tools/adbd &\nwhile :; do wait; sleep 1; done`
}
