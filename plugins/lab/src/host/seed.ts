import {chmod, copyFile, readFile, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {makeFolder} from '@ops/core/files'
import {hostPaths, labPaths} from '../instance/paths.ts'
import type {LabHost, LabState} from '../instance/state.ts'
import {must} from '../machine/run-tool.ts'

const sshdConfig = `HostKey /etc/ssh/lab_host_ed25519
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PrintMotd no
# One ControlMaster connection carries every command of an ops run: 10 sessions, the default of sshd, are too few.
MaxSessions 100
MaxStartups 100
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
`

/** The lab's own key pair, and a host key for each host; known_hosts pins them, so that nothing is trusted at first use. */
export async function makeKeys(state: LabState): Promise<void> {
  const {key, knownHosts} = labPaths(state.dir)
  await makeKey(key, 'ops-lab')
  const lines: string[] = []
  for (const host of state.hosts) {
    const hostKey = join(hostPaths(state.dir, host.name).seed, 'etc/ssh/lab_host_ed25519')
    await makeKey(hostKey, host.name)
    lines.push(`${host.address},${host.name} ${(await readFile(`${hostKey}.pub`, 'utf8')).trim()}`)
  }
  await writeFile(knownHosts, `${lines.join('\n')}\n`)
}

async function makeKey(file: string, comment: string): Promise<void> {
  await makeFolder(dirname(file))
  const exists = await readFile(file).then(
    () => true,
    () => false,
  )
  if (!exists) await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file])
}

/** Writes a host's own files on top of the cached root: its name, its keys, its init, and the demo workloads. */
export async function seedHost(state: LabState, host: LabHost): Promise<void> {
  const {seed} = hostPaths(state.dir, host.name)
  const {key, knownHosts} = labPaths(state.dir)
  const names = state.hosts.map((each) => `${each.address} ${each.name}\n`).join('')
  await put(seed, 'etc/hostname', `${host.name}\n`)
  await put(seed, 'etc/hosts', `127.0.0.1 localhost\n${names}`)
  await put(seed, 'etc/ssh/sshd_config_lab', sshdConfig)
  await put(seed, 'root/.ssh/authorized_keys', await readFile(`${key}.pub`, 'utf8'), 0o600)
  // The hosts reach one another the same way.
  await put(seed, 'root/.ssh/id_ed25519', await readFile(key, 'utf8'), 0o600)
  await put(seed, 'root/.ssh/known_hosts', await readFile(knownHosts, 'utf8'))
  for (const [file, to] of programs) await program(seed, file, to)
  // sshd checks the modes, so they must not depend on the umask of the user who runs `ops lab up`.
  await must(['chmod', '-R', 'u=rwX,go=rX', seed])
  await must(['chmod', '-R', 'go=', join(seed, 'root'), join(seed, 'etc/ssh/lab_host_ed25519')])
}

/** Writes the programs of a plain host to its disk, which it sees at /var/lib; all other files are this machine's. */
export async function seedPlain(dir: string, name: string): Promise<void> {
  const {upper} = hostPaths(dir, name)
  for (const file of ['init.pl', 'poweroff.sh', 'beacon.pl']) await program(upper, file, `ops-lab/${file.replace(/\.\w+$/, '')}`)
}

const programs = [
  ['init.pl', 'usr/local/lib/ops-lab/init'],
  ['poweroff.sh', 'usr/local/sbin/poweroff'],
  ['poweroff.sh', 'usr/sbin/poweroff'],
  ['systemctl.sh', 'usr/bin/systemctl'],
  ['counter.pl', 'usr/local/bin/counter'],
  ['beacon.pl', 'usr/local/bin/beacon'],
] as const

/** A file of the scripts that start lab hosts and run inside them. */
export function scriptFile(name: string): string {
  return fileURLToPath(new URL(`./scripts/${name}`, import.meta.url))
}

async function program(seed: string, file: string, to: string): Promise<void> {
  const at = join(seed, to)
  await makeFolder(dirname(at))
  await copyFile(scriptFile(file), at)
  await chmod(at, 0o755)
}

async function put(seed: string, path: string, text: string, mode = 0o644): Promise<void> {
  const at = join(seed, path)
  await makeFolder(dirname(at))
  await writeFile(at, text)
  await chmod(at, mode)
}
