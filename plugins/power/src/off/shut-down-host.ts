import {parseDuration} from '@ops/core/cli'
import {OpsError, exitCodes} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {shutdownSection} from '../inventory/host-sections.ts'
import type {Listener} from '../proofs/silence-proof.ts'
import {acts} from '../runs/journal-acts.ts'

export interface ShutdownPlan {
  argv: readonly string[]
  deadlineMs: number
  /** Between silence and the relay: a machine leaves the network before it has written out its disks. */
  settleMs: number
}

const defaults = {argv: ['systemctl', 'poweroff'], deadlineMs: 120_000, settleMs: 10_000}
/** For the command itself; a host that goes down may cut the link before it answers. */
const commandMs = 30_000
/** ssh's exit code for a connection that broke. */
const linkLost = 255

/** How a host wants to be shut down; undefined for `shutdown: none`. */
export function shutdownPlan(host: Host): ShutdownPlan | undefined {
  const value = host.section(shutdownSection)
  if (value === undefined) return defaults
  if (value === 'none') return undefined
  if (Array.isArray(value)) return {...defaults, argv: value}
  return {
    argv: value.command ?? defaults.argv,
    deadlineMs: value.deadline === undefined ? defaults.deadlineMs : parseDuration(value.deadline),
    settleMs: value.settle === undefined ? defaults.settleMs : parseDuration(value.settle),
  }
}

/**
 * Tells a host to shut down and waits until it is silent, and has been for the time that its disks may take. Throws, and
 * leaves the power alone, when it does not come to that. A host that `maySleep` need not answer: somebody said so.
 */
export async function shutDown(
  services: Services,
  run: Run,
  host: Host,
  listener: Listener,
  plan: ShutdownPlan,
  maySleep: boolean,
  signal: AbortSignal,
): Promise<void> {
  const {argv, deadlineMs, settleMs} = plan
  const {clock, progress, transports} = services
  if (host.transport.kind === 'local') {
    await run.note(acts.skipped, {text: 'its commands run on this machine, which must not be shut down for it'}, host.name)
    return
  }
  if (listener.witness === undefined) {
    if (!maySleep) throw errors.SHUTDOWN_FAILED({host: host.name}, host.name, argv, 'it does not answer any more')
    await run.note(acts.skipped, {text: 'the host does not answer'}, host.name)
    return
  }
  const task = progress.start(`${host.name}: ${argv.join(' ')}`)
  try {
    const unknownWhen = (error: unknown) => !(error instanceof OpsError && error.code === 'SHUTDOWN_FAILED')
    await run.act(acts.shutdown, {host: host.name, data: {argv: [...argv], deadlineMs}, unknownWhen}, async () => {
      const isTaken = await order(host.name, argv, () => transports.to(host.name).exec(argv, {timeoutMs: commandMs, signal}))
      if (isTaken) await run.note(acts.taken, {text: 'it took the order'}, host.name)
      const end = clock.monotonic() + deadlineMs
      // A link that comes back was not a machine that went: the wait begins anew.
      do {
        if (!(await listener.untilSilent(end - clock.monotonic(), signal)))
          throw errors.SHUTDOWN_SLOW({host: host.name}, host.name, deadlineMs)
      } while (await listener.heardWithin(settleMs, signal))
    })
  } finally {
    task.end()
  }
}

/** True when the host said that it took it. The link may break because the command works: then only the silence tells. */
async function order(host: string, argv: readonly string[], exec: () => Promise<{code: number | null; stderr: string}>): Promise<boolean> {
  try {
    const {code, stderr} = await exec()
    if (code !== 0 && code !== null && code !== linkLost)
      throw errors.SHUTDOWN_FAILED({host}, host, argv, stderr.trim().split('\n').at(-1) || `exit code ${code}`)
    return code === 0
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    if (error.code === 'HOST_UNREACHABLE') throw errors.SHUTDOWN_FAILED({host, cause: error}, host, argv, bare(error.message))
    const linkBroke = error.code === 'LINK_LOST' || error.exit === exitCodes.deadline
    if (!linkBroke) throw error
    return false
  }
}

const bare = (sentence: string) => sentence.replace(/\.$/, '')
