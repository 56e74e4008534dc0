import {expect, test} from 'vitest'
import {explainRefusal} from './explain-refusal.ts'

// Lines as sshd 8.0 to 10.0 write them at LogLevel VERBOSE.
test.each([
  [
    'Authentication refused: bad ownership or modes for directory /data',
    'Permission denied (publickey).',
    'strict-modes',
    'its sshd refuses keys because of the owner or mode of /data',
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
    'its sshd does not allow user root',
  ],
  [
    'userauth_pubkey: key type ssh-rsa not in PubkeyAcceptedAlgorithms [preauth]',
    'Permission denied (publickey).',
    'key-type',
    'its sshd does not accept keys of type ssh-rsa',
  ],
  ['', 'Permission denied (publickey).', 'wrong-key', 'the key is not in its authorized_keys'],
  ['', 'kex_exchange_identification: Connection closed by remote host', 'not-listening', 'no ssh server answers on its port'],
  ['', 'Host key verification failed.', 'host-key', 'its host key differs from the one that was read over adb'],
  ['', 'something new', 'other', 'ssh printed "something new"'],
])('%j and %j: %s', (log, client, code, cause) => {
  expect(explainRefusal(log, client)).toMatchObject({code, cause})
})
