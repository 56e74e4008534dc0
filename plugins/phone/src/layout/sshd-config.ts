import {createHash} from 'node:crypto'
import {keysFile, type Layout} from './layout.ts'

export interface ConfigInput {
  layout: Layout
  port: number
  listen: readonly string[]
  /** False where this build would refuse keys below a folder that is not root's: /data belongs to system. */
  strictModes: boolean
  /** OpenSSH 9.8 and newer lock an address out after failed logins, and through adb all logins come from the same one. */
  penalties: boolean
}

/**
 * The configuration of the phone's sshd. Only keywords that OpenSSH 6.8 already knows. Both names of keyboard-interactive
 * are written: before 8.7 they are two options, and the one left out switches it on again.
 */
export function sshdConfig(input: ConfigInput): string {
  const body = input.layout.name === 'safe' ? safe(input) : article(input)
  const text = body.map((line) => `${line}\n`).join('')
  return `# Written by ops; it is rewritten when \`ops phone sshd\` runs.\n# ops-config ${configId(text)}\n${text}`
}

const exempt = 'PerSourcePenaltyExemptList 127.0.0.1,::1'

/** A digest of the configuration: the running sshd records which one it was started with. */
function configId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

export function idOfConfig(text: string): string | undefined {
  return /^# ops-config ([\da-f]{16})$/m.exec(text)?.[1]
}

function safe({layout, port, listen, strictModes, penalties}: ConfigInput): string[] {
  return [
    `Port ${port}`,
    ...listen.map((address) => `ListenAddress ${address}`),
    `HostKey ${layout.hostKey}`,
    `PidFile ${layout.pidfile}`,
    `AuthorizedKeysFile ${keysFile}`,
    'AllowUsers shell',
    'PermitRootLogin no',
    'PubkeyAuthentication yes',
    'AuthenticationMethods publickey',
    'PasswordAuthentication no',
    'ChallengeResponseAuthentication no',
    'KbdInteractiveAuthentication no',
    ...(strictModes ? [] : ['StrictModes no']),
    'MaxAuthTries 6',
    'AllowAgentForwarding no',
    'X11Forwarding no',
    'LogLevel VERBOSE',
    ...(penalties ? [exempt] : []),
    'Subsystem sftp internal-sftp',
  ]
}

/** The how-to's six lines, and below them those that are needed today so that a key gets in and root does not. */
function article({layout, port, listen, strictModes, penalties}: ConfigInput): string[] {
  return [
    `AuthorizedKeysFile ${keysFile}`,
    'ChallengeResponseAuthentication no',
    'PasswordAuthentication no',
    'PermitRootLogin no',
    'Subsystem sftp internal-sftp',
    `pidfile ${layout.pidfile}`,
    '# PermitRootLogin is overruled on debuggable builds, so only this keeps root out:',
    'AllowUsers shell',
    'KbdInteractiveAuthentication no',
    ...(strictModes ? [] : ['# this build would refuse the key, because /data is not owned by root:', 'StrictModes no']),
    `HostKey ${layout.hostKey}`,
    `Port ${port}`,
    ...listen.map((address) => `ListenAddress ${address}`),
    'LogLevel VERBOSE',
    ...(penalties ? [exempt] : []),
  ]
}
