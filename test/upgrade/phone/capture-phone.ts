import {spawnSync} from 'node:child_process'
import {copyFileSync, mkdirSync, readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {parse} from 'yaml'
import type {OpsRun} from '../../cli/run-ops.ts'
import {keepPhoneFiles, keyFile} from './phone-files.ts'

type Ops = (args: readonly string[]) => Promise<OpsRun>

export function serialOf(dir: string): string {
  const inventory = parse(readFileSync(join(dir, 'ops.yaml'), 'utf8')) as {phones: {'lab-phone': {serial: string}}}
  return inventory.phones['lab-phone'].serial
}

/** Sets up the lab's phone with a real sshd, and keeps what ops left on it. */
export async function capturePhone(ops: Ops, dir: string, port: string): Promise<void> {
  const key = join(dir, 'key')
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'upgrade@ops', '-f', key])
  const sshd = (...flags: string[]) => ops(['phone', 'sshd', 'lab-phone', ...flags])
  await sshd('--key', `${key}.pub`, '--listen', '203.0.113.9')
  await sshd('--key', join(dir, 'no-such-key.pub'))
  await sshd('--key', `${key}.pub`)
  await sshd('--key', `${key}.pub`)
  mkdirSync(dirname(keyFile), {recursive: true})
  copyFileSync(`${key}.pub`, keyFile)
  keepPhoneFiles({port, serial: serialOf(dir), home: dir})
}
