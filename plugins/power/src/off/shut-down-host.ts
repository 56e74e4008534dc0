import {OpsError, exitCodes} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import {errorMessage, lastLine, parseDuration} from '@ops/core/text'
import {errors} from '../errors/errors.ts'
import {shutdownSection} from '../inventory/host-sections.ts'
import {isAskable} from '../proofs/reachability.ts'
import type {ReachabilityMonitor} from '../proofs/silence-proof.ts'
import {acts} from '../runs/journal-acts.ts'
import type {HostAct} from '../runs/run-hosts.ts'
import type {ShutdownRecord} from './shutdown-record.ts'

export interface ShutdownPlan {
  argv: readonly string[]
  deadlineMs: number
  /** Milliseconds between the silence and the relay: a machine leaves the network before it has written out its disks. */
  settleMs: number
}

const defaults = {argv: ['systemctl', 'poweroff'], deadlineMs: 120_000, settleMs: 10_000}
/** Milliseconds for the command itself. A host that shuts down may close the connection before it answers. */
const commandMs = 30_000
/** ssh's exit code for a connection that broke. */
const linkLost = 255

/** The shutdown of a host as the inventory declares it; undefined for `shutdown: none`. */
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

export interface ShutdownInput {
  plan: ShutdownPlan
  monitor: ReachabilityMonitor
  /** The host may be silent: a reason overrode the guard, or the inventory says that all its work may be lost. */
  maySleep: boolean
  /** The machine and its outlets, for a later run that finds the host shut down. */
  known: ShutdownRecord
}

/** `confirmed`: the host accepted the command and fell silent. `unconfirmed`: it fell silent. `skipped`: it was not shut down. */
export type ShutdownState = 'confirmed' | 'unconfirmed' | 'skipped'

/**
 * Sends the shutdown command, and waits until the host has been silent for its settle time, in which it writes out its disks. Throws
 * when that does not happen; then the power stays on.
 */
export async function shutDownHost(
  act: HostAct,
  {plan: {argv, deadlineMs, settleMs}, monitor, maySleep, known}: ShutdownInput,
): Promise<ShutdownState> {
  const {services, run, host, record, signal} = act
  const {clock, progress, transports} = services
  if (host.transport.kind === 'local') {
    await skipShutdown(act, `the commands of ${host.name} run on this machine, which must not be shut down`)
    return 'skipped'
  }
  if (monitor.reachability === undefined) {
    if (!maySleep) throw errors.POWER_SHUTDOWN_FAILED({host: host.name}, host.name, argv, 'it does not answer any more')
    await skipShutdown(act, isAskable(host) ? 'it does not answer' : 'the inventory has no address of it')
    return 'skipped'
  }
  const task = progress.start(`${host.name}: ${argv.join(' ')}`)
  try {
    const unknownWhen = (error: unknown) => !(error instanceof OpsError && error.code === 'POWER_SHUTDOWN_FAILED')
    let isAccepted = false
    await run.act(acts.shutdown, {host: host.name, data: {argv: [...argv], deadlineMs, ...known}, unknownWhen}, async () => {
      const noteSent = () => record.add({shutDown: [...(record.result.shutDown ?? []), host.name]})
      try {
        isAccepted = await sendCommand(host.name, argv, () => transports.to(host.name).exec(argv, {timeoutMs: commandMs, signal}))
        noteSent()
      } catch (error) {
        // It may have arrived.
        if (signal.aborted) noteSent()
        throw error
      }
      if (isAccepted) await run.note(acts.shutdownAccepted, {text: 'it accepted the command'}, host.name)
      const end = clock.monotonic() + deadlineMs
      // A host that answers again had only lost its network, so the wait starts again.
      do {
        if (!(await monitor.untilSilent(end - clock.monotonic(), signal)))
          throw errors.POWER_SHUTDOWN_SLOW({host: host.name}, host.name, deadlineMs)
      } while (await monitor.answersWithin(settleMs, signal))
    })
    return isAccepted ? 'confirmed' : 'unconfirmed'
  } finally {
    task.end()
  }
}

/** Notes in the journal, and in the result of the machine that is switched off, that a host is not shut down. `isDown`: it was before. */
export async function skipShutdown(
  {run, host, record}: Pick<HostAct, 'run' | 'host' | 'record'>,
  why: string,
  isDown = false,
): Promise<void> {
  await run.note(acts.shutdownSkipped, {text: why}, host.name)
  const skipped = {host: host.name, why, ...(isDown ? {isDown: true as const} : {})}
  record.add({shutdownSkipped: [...(record.result.shutdownSkipped ?? []), skipped]})
}

/** Returns whether the host accepted the command. The command itself may break the link; then only the silence shows that it works. */
async function sendCommand(
  host: string,
  argv: readonly string[],
  exec: () => Promise<{code: number | null; stderr: string}>,
): Promise<boolean> {
  try {
    const {code, stderr} = await exec()
    if (code !== 0 && code !== null && code !== linkLost)
      throw errors.POWER_SHUTDOWN_FAILED({host}, host, argv, lastLine(stderr) || `exit code ${code}`)
    return code === 0
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    if (error.code === 'TRANSPORT_UNREACHABLE') throw errors.POWER_SHUTDOWN_FAILED({host, cause: error}, host, argv, errorMessage(error))
    const linkBroke = error.code === 'TRANSPORT_LOST' || error.exit === exitCodes.deadline
    if (!linkBroke) throw error
    return false
  }
}
