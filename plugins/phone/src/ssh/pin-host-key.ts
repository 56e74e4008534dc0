import {rm} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder, readIfExists, replaceFile} from '@ops/core/files'
import {hostKeyAlias} from './options.ts'

export function knownHostsFile(stateDir: string, serial: string): string {
  return join(stateDir, 'phone', `${hostKeyAlias(serial)}.known_hosts`)
}

export type PinChange = 'new' | 'same' | 'changed'

/** Keeps the phone's host key as it was read over adb, so that no login ever has to trust a key on first use. */
export async function pinHostKey(stateDir: string, serial: string, publicKey: string): Promise<PinChange> {
  const file = knownHostsFile(stateDir, serial)
  const line = `${hostKeyAlias(serial)} ${publicKey}\n`
  const before = await readIfExists(file)
  if (before === line) return 'same'
  await makeFolder(join(stateDir, 'phone'), {mode: 0o700})
  await replaceFile(file, line, {mode: 0o600})
  return before === undefined ? 'new' : 'changed'
}

export async function unpinHostKey(stateDir: string, serial: string): Promise<void> {
  await rm(knownHostsFile(stateDir, serial), {force: true})
}
