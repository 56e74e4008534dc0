import {spawn} from 'node:child_process'
import {localTransport, shellQuote} from '@ops/core/transport'
import {connectionErrors} from '../errors/connection-errors.ts'
import {sshdErrors} from '../errors/sshd-errors.ts'
import type {SelectedPhone} from '../inventory/select-phones.ts'
import {readKeyFile} from '../keys/key-file.ts'
import {ownProcess} from '../plan/plan-process.ts'
import {hostKeyAlias, quoteConfig, type SshTarget, sshOptions} from '../ssh/options.ts'
import {knownHostsFile, pinHostKey} from '../ssh/pin-host-key.ts'
import type {PhoneServices} from '../session/phone-services.ts'
import {hostKeyOf} from './phone-view.ts'
import {surveyPhone} from './survey-phone.ts'

export interface SshAccess {
  target: SshTarget
  /** None: ssh tries its own defaults and the agent. */
  identity: string | undefined
}

/** What ssh needs to reach the phone through adb; its host key is read over adb and pinned. */
export async function sshAccess(
  services: PhoneServices,
  phone: SelectedPhone,
  identity: string | undefined,
  signal: AbortSignal,
): Promise<SshAccess> {
  const {name, serial, entry} = phone
  const seen = await surveyPhone(services, phone, signal)
  const publicKey = hostKeyOf(seen)
  if (seen.manifest === undefined || publicKey === undefined) throw sshdErrors.PHONE_NOT_SET_UP({host: name}, name)
  if (ownProcess(seen.facts, seen.layout) === undefined)
    throw connectionErrors.PHONE_PORT_CLOSED({host: name}, name, seen.manifest.settings.port)
  await pinHostKey(services.stateDir, serial, publicKey)
  const target = {server: services.server, serial, port: seen.manifest.settings.port, knownHosts: knownHostsFile(services.stateDir, serial)}
  return {target, identity: identity ?? (await fromInventory(services, entry.key ?? [], signal))}
}

async function fromInventory(services: PhoneServices, files: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  for (const file of files) {
    const identity = await services.logins.identity(await readKeyFile(file), signal)
    if (identity !== undefined) return identity
  }
  return undefined
}

function argvOf({target, identity}: SshAccess): string[] {
  return [
    'ssh',
    ...sshOptions(target),
    ...(identity === undefined ? ['-o', 'IdentitiesOnly=no'] : ['-o', `IdentityFile=${quoteConfig(identity)}`]),
  ]
}

/** Without the dashes ssh takes a command that begins with one for an option of its own. */
const destination = ['--', 'shell@phone']

/** A session on this terminal; the exit code is ssh's, which is the command's own. */
export async function interactiveSsh(access: SshAccess, command: readonly string[], signal: AbortSignal): Promise<number> {
  const [program = '', ...args] = [...argvOf(access), ...destination, ...command]
  const child = spawn(program, args, {stdio: 'inherit', signal})
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 255))
  })
}

/** The same with its output kept, for `--json`. */
export async function capturedSsh(access: SshAccess, command: readonly string[], signal: AbortSignal) {
  return localTransport('this machine').exec([...argvOf(access), '-o', 'BatchMode=yes', '-T', ...destination, ...command], {
    signal,
    timeoutMs: 86_400_000,
  })
}

/** For ~/.ssh/config: plain `ssh NAME`, `sftp NAME` and `rsync` then go through adb, by the serial and so without an inventory. */
export function sshConfigSnippet(name: string, {target, identity}: SshAccess): string {
  return [
    `Host ${name}`,
    '  User shell',
    `  ProxyCommand ops phone proxy ${shellQuote([target.serial]).replaceAll('%', '%%')} --port ${target.port}`,
    `  HostKeyAlias ${hostKeyAlias(target.serial)}`,
    `  UserKnownHostsFile ${quoteConfig(target.knownHosts)}`,
    '  StrictHostKeyChecking yes',
    '  HostKeyAlgorithms ssh-ed25519',
    ...(identity === undefined ? [] : ['  IdentitiesOnly yes', `  IdentityFile ${quoteConfig(identity)}`]),
  ].join('\n')
}
