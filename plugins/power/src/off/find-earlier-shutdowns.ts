import type {JournalEntry} from '@ops/core/coordinator'
import type {Host} from '@ops/core/inventory'
import type {Proof, Services} from '@ops/core/seams'
import type {OutletStatus} from '../outlets/read-outlet.ts'
import {findReachability} from '../proofs/reachability.ts'
import {acts} from '../runs/journal-acts.ts'
import {shutdownPlan} from './shut-down-host.ts'

/** A host that accepted a run's shutdown command, after its guards had passed, and that has fallen silent. */
export interface EarlierShutdown {
  host: string
  /** The run that gave the command, and when (ISO 8601). */
  run: string
  at: string
}

export const describeEarlierShutdown = ({run, at}: EarlierShutdown) => `run ${run} shut it down at ${at}, and it is silent since`

/** Milliseconds for which a shutdown command explains a silence; the machine may have been started by hand since. */
const freshMs = 60 * 60_000
/** A machine that accepts commands so long after the shutdown command never received it. Milliseconds. */
const shuttingDownMs = 5000
const pauseMs = 500
const tryMs = 5000
/** Plugs count whole seconds, and start late. Milliseconds. */
const onTimeSlackMs = 5000

interface ShutdownCommand extends EarlierShutdown {
  /** Its run saw the host fall silent, and waited for its disks. */
  completed: boolean
  /** The host was seen to accept it; without that only a host that falls silent during this check counts. */
  accepted: boolean
}

export interface EarlierShutdownInput {
  hosts: readonly Host[]
  /** Readings of the outlets that feed the hosts. */
  statuses: readonly OutletStatus[]
  /** Waits for hosts that are still shutting down. */
  wait: boolean
}

/**
 * Which of the hosts are down because a run that did not complete (ops was killed, the relay did not open) shut them down.
 * Without this, a machine that ops itself had shut down would be refused as one that has power and does not answer.
 */
export async function findEarlierShutdowns(
  services: Services,
  {hosts, statuses, wait}: EarlierShutdownInput,
  signal: AbortSignal,
): Promise<EarlierShutdown[]> {
  const found = await Promise.all(
    hosts.map(async (host) => {
      const command = await findLastCommand(services, host.name)
      if (command === undefined || gotPowerSince(statuses, services.clock.now() - Date.parse(command.at))) return undefined
      return (await isDown(services, host, command, wait, signal)) ? command : undefined
    }),
  )
  return found.flatMap((command) => (command === undefined ? [] : [{host: command.host, run: command.run, at: command.at}]))
}

/** The last shutdown command in the journal, unless it failed, or an entry shows that the host has run since. */
async function findLastCommand({coordinator, clock}: Services, host: string): Promise<ShutdownCommand | undefined> {
  const entries = await coordinator.read({host})
  const at = entries.findLastIndex(({kind, act}) => kind === 'intent' && (act === acts.shutdown || act === acts.on))
  const [intent, ...since] = entries.slice(at)
  if (at < 0 || intent?.act !== acts.shutdown || clock.now() - Date.parse(intent.at) > freshMs || since.some(showsThatItRan))
    return undefined
  const state = since.find((entry) => entry.kind === 'outcome' && entry.intent === intent.seq)?.data['state']
  if (state === 'failed') return undefined
  const completed = state === 'done'
  return {
    host,
    run: intent.run,
    at: intent.at,
    completed,
    accepted: completed || since.some(({act}) => act === acts.shutdownAccepted),
  }
}

/** The silence after the command is another one: the host was off, and has power now; or something was done on it. */
function showsThatItRan({kind, act, data}: JournalEntry): boolean {
  if (kind === 'note' && act === acts.proof) return wasOff((data['proofs'] ?? []) as Proof[])
  return kind === 'outcome' && data['state'] === 'done' && act !== acts.shutdown && act !== acts.off
}

function wasOff(proofs: readonly Proof[]): boolean {
  return proofs.some(({kind}) => kind === 'relay') && proofs.every(({kind, holds}) => (kind === 'relay' ? holds === true : holds !== false))
}

/** A relay that closed after the command has started the machine again, whatever closed it. */
function gotPowerSince(statuses: readonly OutletStatus[], agoMs: number): boolean {
  return statuses.some(({state, reading}) => state === 'on' && (reading?.onForS ?? Number.POSITIVE_INFINITY) * 1000 + onTimeSlackMs < agoMs)
}

async function isDown(
  services: Services,
  host: Host,
  {at, completed, accepted}: ShutdownCommand,
  wait: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const {clock} = services
  const {deadlineMs, settleMs} = shutdownPlan(host) ?? {deadlineMs: 0, settleMs: 0}
  let isShuttingDown = accepted
  for (let silent = 0; silent < 2; await clock.sleep(pauseMs, signal)) {
    silent = (await findReachability(host, services, signal)) === undefined ? silent + 1 : 0
    if (silent > 0) continue
    isShuttingDown = true
    const since = clock.now() - Date.parse(at)
    if (!wait || since > deadlineMs) return false
    if (since > shuttingDownMs && (await acceptsCommands(services, host, signal))) return false
  }
  // Silent from the first try on, and it is unknown whether the command arrived: the network of the host may be down.
  if (!isShuttingDown) return false
  // A machine that left the network still writes out its disks for a while.
  if (!completed && wait) await clock.sleep(settleMs, signal)
  return true
}

async function acceptsCommands({transports}: Services, host: Host, signal: AbortSignal): Promise<boolean> {
  try {
    return (await transports.to(host.name).exec(['true'], {timeoutMs: tryMs, signal})).code === 0
  } catch {
    signal.throwIfAborted()
    return false
  }
}
