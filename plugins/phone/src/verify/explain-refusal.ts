import {lastLine} from '@ops/core/text'

export interface Explanation {
  /** The reason, without a final full stop. */
  cause: string
  next: string
  code: 'strict-modes' | 'expired' | 'not-allowed' | 'wrong-key' | 'key-type' | 'not-listening' | 'host-key' | 'other'
}

const rows: readonly [RegExp, Explanation['code'], (match: RegExpExecArray) => string, string][] = [
  [
    /bad ownership or modes for (?:directory|file) (\S+)/,
    'strict-modes',
    ([, path]) => `its sshd refuses keys because of the owner or mode of ${path}`,
    'run ops phone sshd with the same arguments; it writes StrictModes no',
  ],
  [
    /(?:key|certificate)[^\n]*(?:expired|has expired)|expired key|key expired/i,
    'expired',
    () => 'the key has expired on the phone',
    'run ops phone sshd with --key and a new --ttl',
  ],
  [/User (\S+) from \S+ not allowed because/, 'not-allowed', ([, user]) => `its sshd does not allow user ${user}`, 'log in as shell'],
  [
    /key type (\S+) not in|userauth_pubkey: (?:key type|signature algorithm) (\S+)/,
    'key-type',
    ([, a, b]) => `its sshd does not accept keys of type ${a ?? b ?? ''}`,
    'use an ed25519 key',
  ],
]

const clientRows: readonly [RegExp, Explanation['code'], string, string][] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/,
    'host-key',
    'its host key differs from the one that was read over adb',
    'ops phone doctor',
  ],
  [
    /ops phone proxy: |Connection (?:closed|reset)|kex_exchange_identification/,
    'not-listening',
    'no ssh server answers on its port',
    'ops phone doctor',
  ],
  [/Permission denied/, 'wrong-key', 'the key is not in its authorized_keys', 'run ops phone sshd with --key'],
]

/** Why a login was refused: the phone's log holds more than sshd sends to the client. */
export function explainRefusal(log: string, client: string): Explanation {
  for (const [pattern, code, cause, next] of rows) {
    const match = pattern.exec(log)
    if (match !== null) return {code, cause: cause(match), next}
  }
  const row = clientRows.find(([pattern]) => pattern.test(client))
  if (row !== undefined) return {code: row[1], cause: row[2], next: row[3]}
  return {code: 'other', cause: `ssh printed "${lastLine(client)}"`, next: 'ops phone doctor'}
}
