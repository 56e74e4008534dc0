import {chmod, chown, readFile, symlink, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import {makeFolder} from '@ops/core/files'
import {silentProgress} from '@ops/core/progress'
import {buildRootfs, rootfsCacheDir} from '@ops/core/rootfs'
import type {Generation} from './generations.ts'
import {buildProp, getprop, sshdProgram, startSsh, sysinitRc} from './rom-files.ts'

/** Android 9. */
const lastSysinit = 28
const systemUid = 1000
const shellUid = 2000

/** Commands of Android's toybox; Debian builds the same program, without these two. */
const toybox =
  'base64 cat chmod chown cmp cp cut date df dirname echo env false grep head hostname id kill ln ls mkdir mktemp mount mv od paste printf pwd readlink realpath rm rmdir sed seq setsid sleep sort stat sync tail tee touch true uname uniq wc which xargs'
const coreutils = 'tr dd'

/** Lays a LineageOS-like tree of the generation into `upper`, which covers the Debian root. */
export async function buildTree(upper: string, base: string, generation: Generation): Promise<void> {
  const put = async (path: string, text: string, mode = 0o755) => {
    await makeFolder(dirname(upper + path))
    await writeFile(upper + path, text)
    await chmod(upper + path, mode)
  }
  const folder = async (path: string, mode: number, uid: number, gid = uid) => {
    await makeFolder(upper + path)
    await chmod(upper + path, mode)
    await chown(upper + path, uid, gid)
  }
  await put('/system/build.prop', buildProp(generation), 0o644)
  await put('/system/bin/getprop', getprop())
  await symlink('/usr/bin/mksh', `${upper}/system/bin/sh`)
  for (const name of toybox.split(' ')) await symlink('/usr/bin/toybox', `${upper}/system/bin/${name}`)
  for (const name of coreutils.split(' ')) await symlink(`/usr/bin/${name}`, `${upper}/system/bin/${name}`)
  await makeFolder(`${upper}/usr/bin`)
  await symlink('/usr/bin/mksh', `${upper}/usr/bin/sh`)
  await folder('/system/etc/init', 0o755, 0)
  if (generation.sdk <= lastSysinit) await put('/system/etc/init/sysinit.rc', sysinitRc, 0o644)
  await folder('/data', 0o771, systemUid)
  await folder('/data/local', 0o751, 0)
  await folder('/data/local/tmp', 0o771, shellUid)
  await accounts(put, base)
  if (generation.bin === undefined) return
  await folder('/data/ssh', 0o750, 0, shellUid)
  await folder('/data/ssh/empty', 0o700, 0)
  await put(`${generation.bin}/sshd`, sshdProgram(generation))
  await put(`${generation.bin}/start-ssh`, startSsh(generation))
  await symlink('/usr/bin/ssh-keygen', `${upper}${generation.bin}/ssh-keygen`)
}

/** The user shell has a password, so that the refusal of a password is a real test; it is "lab". */
async function accounts(put: (path: string, text: string, mode?: number) => Promise<void>, base: string): Promise<void> {
  const read = (path: string) => readFile(base + path, 'utf8')
  const hash = '$6$opslab$8FgM9qiOjP4teJdUM5Kvr6kpoK/Ra2flBDvVRXaPw88zb0IrMHAguBqk17OkWmxqUfsA0R4OsU7gLZmbLF6Cp0'
  await put('/etc/passwd', `${await read('/etc/passwd')}shell:x:${shellUid}:${shellUid}:shell:/data/local/tmp:/system/bin/sh\n`, 0o644)
  await put('/etc/group', `${await read('/etc/group')}shell:x:${shellUid}:\n`, 0o644)
  await put('/etc/shadow', `${await read('/etc/shadow')}shell:${hash}:19000:0:99999:7:::\n`, 0o640)
}

/** adbd is the real daemon; mksh and toybox are Android's own shell and commands. */
const packages = ['adbd', 'openssh-server', 'openssh-client', 'openssh-sftp-server', 'mksh', 'toybox']

/** A Debian 13 root with the phone's programs, made once and then shared read-only by every lab phone. */
export async function baseRoot(env: NodeJS.ProcessEnv, say: (line: string) => void, signal: AbortSignal): Promise<string> {
  return buildRootfs({suite: 'trixie', packages}, {cacheDir: rootfsCacheDir(env), progress: {...silentProgress, say}, signal})
}
