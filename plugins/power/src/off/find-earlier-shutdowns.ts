import type {JournalEntry} from '@ops/core/coordinator'
import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {Finding, Proof, Services} from '@ops/core/seams'
import type {OutletStatus} from '../outlets/read-outlet.ts'
import type {Draws} from '../proofs/draw.ts'
import {findReachability} from '../proofs/reachability.ts'
import {acts} from '../runs/journal-acts.ts'
import {findShownLoad} from './find-shown-load.ts'
import {shutdownPlan} from './shut-down-host.ts'
import {type ShutdownRecord, drawsOfRecord} from './shutdown-record.ts'

/** A host that an earlier run shut down (its guards had passed, the host accepted the command) and that does not answer any more. */
export interface EarlierShutdown {
  host: string
  /** The run that gave the command, and when (ISO 8601). */
  run: string
  at: string
  /** The host was seen to accept the command. If not, the host counts as down only if it falls silent during this check. */
  accepted: boolean
  /** The draw of its outlets before the command. */
  draws: Draws
}

export const describeEarlierShutdown = ({run, at}: EarlierShutdown) => `run ${run} shut it down at ${at}, and it has not answered since`

/** Milliseconds after which a shutdown command no longer explains a silence: the machine may have been started by hand since. */
const freshMs = 60 * 60_000
/** Milliseconds after the shutdown command. A machine that still executes commands then has not received it. */
const shuttingDownMs = 5000
const pauseMs = 500
const tryMs = 5000
/** Milliseconds by which the on-time of a plug may be short: plugs count whole seconds, and begin late. */
const onTimeSlackMs = 5000

interface ShutdownCommand extends EarlierShutdown {
  /** The run saw the host fall silent, and waited the settle time for its disks. */
  completed: boolean
}

export interface EarlierShutdownInput {
  /** Gets a note of each host that has run since; none for a dry run. */
  run?: Run
  hosts: readonly Host[]
  /** Readings of the outlets that feed the hosts. */
  statuses: readonly OutletStatus[]
  /** Whether to wait for hosts that are still shutting down. */
  wait: boolean
  /** No shutdown is compared with the meter before the relay opens. */
  hard: boolean
}

/**
 * Finds the hosts that are down because an earlier run shut them down and did not complete (ops was killed, or the relay did not
 * open). Otherwise the guards would refuse such a host as one that has power and does not answer. docs/power.md lists the conditions.
 */
export async function findEarlierShutdowns(
  services: Services,
  {run, hosts, statuses, wait, hard}: EarlierShutdownInput,
  signal: AbortSignal,
): Promise<EarlierShutdown[]> {
  const found = await Promise.all(
    hosts.map(async (host) => {
      const command = await findLastCommand(services, host, statuses)
      if (command === undefined || gotPowerSince(statuses, services.clock.now() - Date.parse(command.at))) return undefined
      const state = await readState(services, host, command, wait, signal)
      // Its network may be down the next time: the journal must know that it ran.
      if (state === 'up') await run?.note(acts.answered, {text: `it runs, although run ${command.run} shut it down`}, host.name)
      if (state !== 'down') return undefined
      const load = await findShownLoad(services, {host, statuses, command, wait, hard, isShared: hosts.length > 1}, signal)
      if (load === undefined) return command
      // An outlet that is not proven may feed another machine, and the next orderly run still compares it.
      if (load.isProven)
        await run?.note(acts.answered, {text: `it runs, although run ${command.run} shut it down: ${load.detail}`}, host.name)
      return undefined
    }),
  )
  return found.filter((command) => command !== undefined)
}

/** The last shutdown command in the journal. Undefined when it failed, is too old, or an entry shows that the host has run since. */
async function findLastCommand(
  {coordinator, clock}: Services,
  host: Host,
  statuses: readonly OutletStatus[],
): Promise<ShutdownCommand | undefined> {
  const entries = await coordinator.read({host: host.name})
  const at = entries.findLastIndex(({kind, act}) => kind === 'intent' && (act === acts.shutdown || act === acts.on))
  const [intent, ...since] = entries.slice(at)
  if (at < 0 || intent?.act !== acts.shutdown || clock.now() - Date.parse(intent.at) > freshMs || since.some(showsThatItRan))
    return undefined
  const state = since.find((entry) => entry.kind === 'outcome' && entry.intent === intent.seq)?.data['state']
  if (state === 'failed') return undefined
  const draws = drawsOfRecord(intent.data as Partial<ShutdownRecord>, host, statuses)
  if (draws === undefined) return undefined
  const completed = state === 'done'
  return {
    host: host.name,
    run: intent.run,
    at: intent.at,
    completed,
    draws,
    accepted: completed || since.some(({act}) => act === acts.shutdownAccepted),
  }
}

/** Whether an entry after the command shows that the host has run since: it was proved off (and has power now), or work was done on it. */
function showsThatItRan({kind, act, data}: JournalEntry): boolean {
  if (kind === 'note' && act === acts.answered) return true
  if (kind === 'note' && act === 'guard.refused') return showsThatItAnswered((data['findings'] ?? []) as Finding[])
  if (kind === 'note' && act === acts.proof) return wasOff((data['proofs'] ?? []) as Proof[])
  return kind === 'outcome' && data['state'] === 'done' && act !== acts.shutdown && act !== acts.off
}

/** Findings of a survey. */
const answers = new Set([
  'POWER_UNDECLARED_WORK',
  'POWER_LOGIN_SESSION',
  'POWER_SHUTDOWN_INHIBITED',
  'POWER_HOST_BUSY',
  'POWER_SURVEY_INCOMPLETE',
])

const showsThatItAnswered = (findings: readonly Finding[]) => findings.some(({code}) => answers.has(code))

function wasOff(proofs: readonly Proof[]): boolean {
  return proofs.some(({kind}) => kind === 'relay') && proofs.every(({kind, holds}) => (kind === 'relay' ? holds === true : holds !== false))
}

/** Whether a relay closed after the command, which started the machine again, whoever closed the relay. */
function gotPowerSince(statuses: readonly OutletStatus[], agoMs: number): boolean {
  return statuses.some(({state, reading}) => state === 'on' && (reading?.onForS ?? Number.POSITIVE_INFINITY) * 1000 + onTimeSlackMs < agoMs)
}

async function readState(
  services: Services,
  host: Host,
  {at, completed, accepted}: ShutdownCommand,
  wait: boolean,
  signal: AbortSignal,
): Promise<'up' | 'down' | 'unknown'> {
  const {clock} = services
  const {deadlineMs, settleMs} = shutdownPlan(host) ?? {deadlineMs: 0, settleMs: 0}
  let isShuttingDown = accepted
  for (let silent = 0; silent < 2; await clock.sleep(pauseMs, signal)) {
    silent = (await findReachability(host, services, signal)) === undefined ? silent + 1 : 0
    if (silent > 0) continue
    isShuttingDown = true
    const since = clock.now() - Date.parse(at)
    if (since > deadlineMs || (since > shuttingDownMs && (await acceptsCommands(services, host, signal)))) return 'up'
    if (!wait) return 'unknown'
  }
  // The host was silent from the first try on, and the command may not have arrived: its network may be down.
  if (!isShuttingDown) return 'unknown'
  // A machine leaves the network before it has written out its disks.
  if (!completed && wait) await clock.sleep(settleMs, signal)
  return 'down'
}

async function acceptsCommands({transports}: Services, host: Host, signal: AbortSignal): Promise<boolean> {
  try {
    return (await transports.to(host.name).exec(['true'], {timeoutMs: tryMs, signal})).code === 0
  } catch {
    signal.throwIfAborted()
    return false
  }
}
