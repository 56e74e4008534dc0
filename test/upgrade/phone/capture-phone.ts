import {spawnSync} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {OpsRun} from '../../cli/run-ops.ts'
import {runAndKill} from '../../evacuate/chaos/killed-ops.ts'
import {newLab} from '../../lab/new-lab.ts'
import {keepPhoneFiles, serialOf, sshFolder} from './phone-files.ts'

export type Ops = (args: readonly string[]) => Promise<OpsRun>

/** Not the user's adb server; below the ports that the kernel gives to others. */
export const adbPort = String(16_000 + (process.pid % 8_000))

export function endAdb(): void {
  spawnSync('adb', ['-P', adbPort, 'kill-server'], {stdio: 'ignore', timeout: 15_000})
}

export function makeKey(file: string): string {
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'upgrade@ops', '-f', file])
  return `${file}.pub`
}

/** Runs of `ops phone sshd` for a journal: one does not prove itself, one fails, one sets the phone up, one finds nothing to do. */
export async function setUpPhone(ops: Ops, dir: string): Promise<void> {
  const key = makeKey(join(dir, 'key'))
  const sshd = (...flags: string[]) => ops(['phone', 'sshd', 'lab-phone', ...flags])
  await sshd('--key', key, '--listen', '203.0.113.9')
  await sshd('--key', join(dir, 'no-such-key.pub'))
  await sshd('--key', key)
  await sshd('--key', key)
}

/** Keeps what ops leaves on a phone: when it is killed in the middle of the set-up, and when it is done. */
export async function capturePhone(): Promise<void> {
  await using lab = await newLab(['--with', 'phone'])
  const env = {HOME: lab.dir, ANDROID_ADB_SERVER_PORT: adbPort}
  const serial = serialOf(lab.dir)
  try {
    const sshd = ['phone', 'sshd', 'lab-phone', '--key', makeKey(join(lab.dir, 'key'))]
    const manifest = join(sshFolder(serial), 'ops/manifest.json')
    const begun = () => existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"begun"')
    await runAndKill(sshd, {...lab.env, ...env}, {once: begun, afterMs: 0})
    keepPhoneFiles(serial, 'begun')
    const {code, stdout, stderr} = await lab.ops(sshd, {env, timeoutMs: 180_000})
    if (code !== 0) throw new Error(`ops phone sshd ended with ${code}: ${stdout}${stderr}`)
    keepPhoneFiles(serial, 'done')
  } finally {
    endAdb()
  }
}
