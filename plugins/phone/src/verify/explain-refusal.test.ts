import {expect, test} from 'vitest'
import {explainRefusal} from './explain-refusal.ts'

// Lines as sshd 8.0 to 10.0 write them at LogLevel VERBOSE.
test.each([
  [
    'Authentication refused: bad ownership or modes for directory /data',
    'Permission denied (publickey).',
    'strict-modes',
    'sshd refuses keys because of the owner or mode of /data',
  ],
  [
    'Authentication key ED25519 SHA256:x expired at 2026-11-21 (now 2026-11-22)',
    'Permission denied (publickey).',
    'expired',
    'the key has expired on the phone',
  ],
  [
    'User root from 127.0.0.1 not allowed because not listed in AllowUsers',
    'Permission denied (publickey).',
    'not-allowed',
    'sshd does not allow user root',
  ],
  [
    'userauth_pubkey: key type ssh-rsa not in PubkeyAcceptedAlgorithms [preauth]',
    'Permission denied (publickey).',
    'key-type',
    'sshd does not accept keys of type ssh-rsa',
  ],
  ['', 'Permission denied (publickey).', 'wrong-key', 'the key is not in authorized_keys'],
  ['', 'kex_exchange_identification: Connection closed by remote host', 'not-listening', 'no ssh server answers on the port'],
  ['', 'Host key verification failed.', 'host-key', 'the host key of the phone differs from the one that was read over adb'],
  ['', 'something new', 'other', 'ssh printed "something new"'],
])('%j and %j: %s', (log, client, code, cause) => {
  expect(explainRefusal('fp', log, client)).toMatchObject({code, cause})
})
