import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {hostKeyAlias} from './options.ts'

export function knownHostsFile(stateDir: string, serial: string): string {
  return join(stateDir, 'phone', `${hostKeyAlias(serial)}.known_hosts`)
}

export type PinChange = 'new' | 'same' | 'changed'

/** Keeps the phone's host key as it was read over adb, so that no login ever has to trust a key on first use. */
export async function pinHostKey(stateDir: string, serial: string, publicKey: string): Promise<PinChange> {
  const file = knownHostsFile(stateDir, serial)
  const line = `${hostKeyAlias(serial)} ${publicKey}\n`
  const before = await readFile(file, 'utf8').catch(() => undefined)
  if (before === line) return 'same'
  await mkdir(join(stateDir, 'phone'), {recursive: true, mode: 0o700})
  await writeFile(`${file}.new`, line, {mode: 0o600})
  await rename(`${file}.new`, file)
  return before === undefined ? 'new' : 'changed'
}

export async function unpinHostKey(stateDir: string, serial: string): Promise<void> {
  await rm(knownHostsFile(stateDir, serial), {force: true})
}
