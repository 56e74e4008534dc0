import {chmod, copyFile, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder} from '@ops/core/files'

/** Programs of the root; busybox has more, as `busybox NAME`. */
const applets = [
  'sh',
  'ls',
  'cat',
  'cp',
  'mv',
  'rm',
  'mkdir',
  'mount',
  'umount',
  'df',
  'free',
  'ps',
  'kill',
  'uname',
  'hostname',
  'dmesg',
  'sleep',
  'echo',
  'env',
  'grep',
  'sed',
  'awk',
  'vi',
  'ping',
  'ip',
  'wget',
  'login',
  'su',
  'reboot',
  'poweroff',
  'halt',
  'sync',
  'top',
  'date',
  'id',
  'true',
  'false',
] as const

/** Creates an NFS root with a static busybox only, for boards whose distribution cannot be installed from this machine. */
export async function busyboxRoot(folder: string, busybox: string, console: string, hostname: string): Promise<void> {
  for (const name of ['bin', 'sbin', 'etc/init.d', 'proc', 'sys', 'dev', 'run', 'tmp', 'root', 'mnt']) await makeFolder(join(folder, name))
  await copyFile(busybox, join(folder, 'bin', 'busybox'))
  await chmod(join(folder, 'bin', 'busybox'), 0o755)
  for (const name of applets) await linked('busybox', join(folder, 'bin', name))
  for (const name of ['init', 'getty']) await linked('../bin/busybox', join(folder, 'sbin', name))
  await writeFile(join(folder, 'etc', 'passwd'), 'root::0:0:root:/root:/bin/sh\n')
  await writeFile(join(folder, 'etc', 'group'), 'root:x:0:\n')
  await writeFile(join(folder, 'etc', 'hostname'), `${hostname}\n`)
  await writeFile(join(folder, 'etc', 'os-release'), 'NAME=busybox\nID=busybox\n')
  await writeFile(
    join(folder, 'etc', 'inittab'),
    `::sysinit:/bin/hostname -F /etc/hostname\n${console}::respawn:/sbin/getty -L ${console} 115200 vt100\n::ctrlaltdel:/bin/reboot\n`,
  )
}

async function linked(target: string, path: string): Promise<void> {
  await symlink(target, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}
