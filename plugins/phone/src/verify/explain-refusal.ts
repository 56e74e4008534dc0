import {lastLine} from '@ops/core/text'

export interface Explanation {
  /** Half a sentence: why. */
  cause: string
  next: string
  code: 'strict-modes' | 'expired' | 'not-allowed' | 'wrong-key' | 'key-type' | 'not-listening' | 'host-key' | 'other'
}

const rows: readonly [RegExp, Explanation['code'], (match: RegExpExecArray) => string, string][] = [
  [
    /bad ownership or modes for (?:directory|file) (\S+)/,
    'strict-modes',
    ([, path]) => `its sshd refuses keys because of who owns ${path}`,
    'ops phone sshd with the same arguments writes StrictModes no',
  ],
  [
    /(?:key|certificate)[^\n]*(?:expired|has expired)|expired key|key expired/i,
    'expired',
    () => 'the key has expired on the phone',
    'ops phone sshd with --key and a new --ttl',
  ],
  [/User (\S+) from \S+ not allowed because/, 'not-allowed', ([, user]) => `its sshd lets ${user} in on no account`, 'log in as shell'],
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
    'its host key is not the one that was read over adb',
    'ops phone doctor',
  ],
  [
    /ops phone proxy: |Connection (?:closed|reset)|kex_exchange_identification/,
    'not-listening',
    'nothing answered as ssh on its port',
    'ops phone doctor',
  ],
  [/Permission denied/, 'wrong-key', 'its sshd does not know the key', 'ops phone sshd with --key'],
]

/** Why a login was refused: the phone's own log knows more than the client is told. */
export function explainRefusal(log: string, client: string): Explanation {
  for (const [pattern, code, cause, next] of rows) {
    const match = pattern.exec(log)
    if (match !== null) return {code, cause: cause(match), next}
  }
  const row = clientRows.find(([pattern]) => pattern.test(client))
  if (row !== undefined) return {code: row[1], cause: row[2], next: row[3]}
  return {code: 'other', cause: `ssh said "${lastLine(client)}"`, next: 'OPS_DEBUG=1 with the same command'}
}
