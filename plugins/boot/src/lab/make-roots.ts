import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {makeFolder} from '@ops/core/files'
import {silentProgress} from '@ops/core/progress'
import {buildRootfs, rootfsCacheDir} from '@ops/core/rootfs'
import type {LabPartContext} from '@ops/core/seams'
import type {DebianPackages} from '../image/debian-packages.ts'
import {busyboxRoot} from '../rootfs/busybox-root.ts'
import {installInit} from '../rootfs/install-init.ts'
import {installWork} from './bench-work.ts'
import type {Bench} from './bench.ts'

const run = promisify(execFile)

/** The packages of the lab's other hosts, so that both use the same cached root. */
const evacuable = ['criu', 'iproute2', 'iputils-ping', 'kmod', 'nftables', 'openssh-server', 'procps', 'rsync', 'runc', 'util-linux']

/** ssh settings for a machine of the bench, with the keys of the bench. */
export function benchSsh({dir}: Bench): Record<string, unknown> {
  return {
    user: 'root',
    identity: join(dir, 'id_ed25519'),
    options: {StrictHostKeyChecking: 'yes', UserKnownHostsFile: join(dir, 'known_hosts'), GlobalKnownHostsFile: '/dev/null'},
  }
}

/** Creates the busybox root of the pSeries machine. */
export async function makePxcabRoot(bench: Bench, packages: DebianPackages): Promise<void> {
  const busybox = join(await packages.unpacked('busybox-static', 'ppc64le'), 'bin', 'busybox')
  await busyboxRoot(join(bench.dir, 'roots', 'pxcab'), busybox, 'hvc0', 'pxcab')
}

/** Creates a Debian root with criu and sshd for the x86 machine, and the ssh keys of the bench. */
export async function makePxeRoot(bench: Bench, address: string, context: LabPartContext): Promise<void> {
  const root = join(bench.dir, 'roots', 'pxe')
  if (!existsSync(join(root, 'etc', 'os-release'))) {
    const cached = await buildRootfs(
      {suite: 'trixie', packages: evacuable},
      {cacheDir: rootfsCacheDir(process.env), progress: {...silentProgress, say: context.say}, signal: context.signal},
    )
    await makeFolder(root)
    // Marked in the environment, so that `down` ends a copy that is still running.
    const env = {...process.env, ...context.env}
    await run('cp', ['-a', '--reflink=auto', `${cached}/.`, root], {signal: context.signal, env})
  }
  const key = join(bench.dir, 'id_ed25519')
  if (!existsSync(key)) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ops lab', '-f', key])
  const hostKey = join(root, 'etc', 'ssh', 'ssh_host_ed25519_key')
  if (!existsSync(hostKey)) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKey])
  await makeFolder(join(root, 'root', '.ssh'), {mode: 0o700})
  await writeFile(join(root, 'root', '.ssh', 'authorized_keys'), await readFile(`${key}.pub`), {mode: 0o600})
  await writeFile(join(bench.dir, 'known_hosts'), `${address} ${await readFile(`${hostKey}.pub`, 'utf8')}`)
  await writeFile(join(root, 'etc', 'hostname'), 'pxe\n')
  await installInit(root)
  await installWork(root)
}
