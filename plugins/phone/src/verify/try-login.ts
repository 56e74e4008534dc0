import {localTransport} from '@ops/core/transport'
import {quoteConfig, type SshTarget, sshOptions} from '../ssh/options.ts'

export interface Attempt {
  user: string
  /** Private key, or a .pub whose private half the agent has; none: no key is offered. */
  identity?: string
  /** Only these methods, e.g. `none`. */
  methods?: string
  command: readonly string[]
}

const loginMs = 30_000

/** One login by the system's ssh, which asks no question and offers only this identity. */
export async function tryLogin(target: SshTarget, {user, identity, methods, command}: Attempt, signal: AbortSignal | undefined) {
  const argv = [
    'ssh',
    ...sshOptions(target),
    ...['-o', 'BatchMode=yes', '-o', `IdentityFile=${identity === undefined ? 'none' : quoteConfig(identity)}`, '-o', 'ConnectTimeout=15'],
    ...(methods === undefined ? [] : ['-o', `PreferredAuthentications=${methods}`]),
    '-T',
    `${user}@phone`,
    ...command,
  ]
  return localTransport('this machine').exec(argv, {timeoutMs: loginMs, ...(signal === undefined ? {} : {signal})})
}
