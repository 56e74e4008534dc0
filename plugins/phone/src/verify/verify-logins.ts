import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {localTransport, shellQuote} from '@ops/core/transport'
import {lastLine} from '@ops/core/text'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {logFile, shellUid} from '../layout/layout.ts'
import type {SshTarget} from '../ssh/options.ts'
import type {Check} from './check.ts'
import {type Explanation, explainRefusal} from './explain-refusal.ts'
import {sftpRoundTrip} from './sftp-round-trip.ts'
import {tryLogin} from './try-login.ts'

export interface Verification {
  checks: Check[]
  /** Why the login was refused, when it was. */
  refusal?: Explanation
}

/** Verifies by real logins that the key gets in as shell, that sftp works, and that nothing else gets in. */
export async function verifyLogins(
  target: SshTarget,
  identity: string,
  transport: PhoneTransport,
  signal: AbortSignal | undefined,
): Promise<Verification> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-phone-'))
  try {
    const from = await logLength(transport, signal)
    const login = await tryLogin(target, {user: 'shell', identity, command: ['id', '-u']}, signal)
    if (login.code !== 0) {
      const refusal = explainRefusal(transport.phone, await logSince(transport, from, signal), login.stderr)
      return {checks: [{name: 'login', state: 'fails', detail: `the key does not get in: ${refusal.cause}`}], refusal}
    }
    const uid = login.stdout.trim()
    const asShell = uid === String(shellUid)
    const checks = await Promise.all([
      sftpRoundTrip(target, identity, folder, signal),
      wrongKey(target, folder, signal),
      onlyPublicKey(target, signal),
      rootStaysOut(target, identity, signal),
    ])
    return {checks: [{name: 'login', state: asShell ? 'holds' : 'fails', detail: `the key gets in as uid ${uid}`}, ...checks]}
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

async function wrongKey(target: SshTarget, folder: string, signal: AbortSignal | undefined): Promise<Check> {
  const identity = join(folder, 'wrong')
  await localTransport('this machine').exec(
    ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', identity],
    signal === undefined ? {} : {signal},
  )
  return refused('wrong-key', 'a key made just now', await tryLogin(target, {user: 'shell', identity, command: ['true']}, signal))
}

async function rootStaysOut(target: SshTarget, identity: string, signal: AbortSignal | undefined): Promise<Check> {
  return refused('root', 'root with the right key', await tryLogin(target, {user: 'root', identity, command: ['true']}, signal))
}

/** sshd lists the methods that it accepts; passwords are refused when it lists only publickey. */
async function onlyPublicKey(target: SshTarget, signal: AbortSignal | undefined): Promise<Check> {
  const {code, stderr} = await tryLogin(target, {user: 'shell', methods: 'password,keyboard-interactive', command: ['true']}, signal)
  const offered = /Permission denied \(([^)]*)\)/.exec(stderr)?.[1]
  if (code === 0) return {name: 'password', state: 'fails', detail: 'a login without a key got in'}
  if (offered === undefined) return {name: 'password', state: 'unknown', detail: `ssh printed "${lastLine(stderr)}"`}
  if (offered === 'publickey') return {name: 'password', state: 'holds', detail: 'sshd accepts only publickey'}
  return {name: 'password', state: 'fails', detail: `sshd accepts ${offered}`}
}

function refused(name: Check['name'], who: string, {code, stderr}: {code: number | null; stderr: string}): Check {
  if (code === 0) return {name, state: 'fails', detail: `${who} gets in`}
  // Only a refusal by sshd counts; a broken connection proves nothing.
  if (!/Permission denied/.test(stderr)) return {name, state: 'unknown', detail: `ssh printed "${lastLine(stderr)}"`}
  return {name, state: 'holds', detail: `${who} is refused`}
}

async function logLength(transport: PhoneTransport, signal: AbortSignal | undefined): Promise<number> {
  const {stdout} = await transport.shell(`wc -c < ${shellQuote([logFile])} 2> /dev/null`, {
    doing: 'read the length of its log',
    ...(signal === undefined ? {} : {signal}),
  })
  return Number(stdout.trim() || 0)
}

async function logSince(transport: PhoneTransport, from: number, signal: AbortSignal | undefined): Promise<string> {
  const {stdout} = await transport.shell(`tail -c +${from + 1} ${shellQuote([logFile])} 2> /dev/null`, {
    doing: 'read its log',
    ...(signal === undefined ? {} : {signal}),
  })
  return stdout
}
