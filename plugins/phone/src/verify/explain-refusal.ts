import {lastLine} from '@ops/core/text'

export interface Explanation {
  /** The reason, without a final full stop. */
  cause: string
  next: string
  code: 'strict-modes' | 'expired' | 'not-allowed' | 'wrong-key' | 'key-type' | 'not-listening' | 'host-key' | 'other'
}

const rows: readonly [RegExp, Explanation['code'], (match: RegExpExecArray) => string, (phone: string) => string][] = [
  [
    /bad ownership or modes for (?:directory|file) (\S+)/,
    'strict-modes',
    ([, path]) => `sshd refuses keys because of the owner or mode of ${path}`,
    (phone) => `run ops phone sshd ${phone} with the same arguments; it writes StrictModes no`,
  ],
  [
    /(?:key|certificate)[^\n]*(?:expired|has expired)|expired key|key expired/i,
    'expired',
    () => 'the key has expired on the phone',
    (phone) => `run ops phone sshd ${phone} with --key and a new --ttl`,
  ],
  [/User (\S+) from \S+ not allowed because/, 'not-allowed', ([, user]) => `sshd does not allow user ${user}`, () => 'log in as shell'],
  [
    /key type (\S+) not in|userauth_pubkey: (?:key type|signature algorithm) (\S+)/,
    'key-type',
    ([, a, b]) => `sshd does not accept keys of type ${a ?? b ?? ''}`,
    () => 'use an ed25519 key',
  ],
]

const clientRows: readonly [RegExp, Explanation['code'], string, (phone: string) => string][] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/,
    'host-key',
    'the host key of the phone differs from the one that was read over adb',
    (phone) => `ops phone doctor ${phone}`,
  ],
  [
    /ops phone proxy: |Connection (?:closed|reset)|kex_exchange_identification/,
    'not-listening',
    'no ssh server answers on the port',
    (phone) => `ops phone doctor ${phone}`,
  ],
  [/Permission denied/, 'wrong-key', 'the key is not in authorized_keys', (phone) => `run ops phone sshd ${phone} with --key`],
]

/** Finds why a login was refused. The phone's log tells more than what sshd sends to the client. */
export function explainRefusal(phone: string, log: string, client: string): Explanation {
  for (const [pattern, code, cause, next] of rows) {
    const match = pattern.exec(log)
    if (match !== null) return {code, cause: cause(match), next: next(phone)}
  }
  const row = clientRows.find(([pattern]) => pattern.test(client))
  if (row !== undefined) return {code: row[1], cause: row[2], next: row[3](phone)}
  return {code: 'other', cause: `ssh printed "${lastLine(client)}"`, next: `ops phone doctor ${phone}`}
}
