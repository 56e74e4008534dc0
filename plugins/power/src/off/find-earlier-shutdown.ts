import type {JournalEntry} from '@ops/core/coordinator'
import type {Host} from '@ops/core/inventory'
import type {Proof, Services} from '@ops/core/seams'
import {findWitness} from '../proofs/reachability.ts'
import type {OutletLook} from '../outlets/read-outlet.ts'
import {acts} from '../runs/journal-acts.ts'
import {shutdownPlan} from './shut-down-host.ts'

/** A host that took a run's order to shut down, after its guards had passed, and that has fallen silent. */
export interface ShutBefore {
  host: string
  /** The run that gave the order, and when (ISO 8601). */
  run: string
  at: string
}

export const wasShutDown = ({run, at}: ShutBefore) => `run ${run} shut it down at ${at}, and it is silent since`

/** Milliseconds for which an order explains a silence; somebody may have started the machine since. */
const freshMs = 60 * 60_000
/** A machine that takes a command so long after the order never got it. Milliseconds. */
const goingMs = 5000
const pauseMs = 500
const tryMs = 5000
/** Plugs count whole seconds, and start late. Milliseconds. */
const onTimeSlackMs = 5000

interface Order extends ShutBefore {
  settled: boolean
  /** The host was seen to take it; without that only its going down in front of our eyes counts. */
  taken: boolean
}

/**
 * Which of the hosts are down because a run that did not come to its end (ops was killed, the relay did not open) shut
 * them down. With `wait` those that are still going down are waited for. Without this, a machine that ops itself had
 * silenced would be refused as one that has power and does not answer. `looks` are those of the outlets that feed them.
 */
export async function shutBefore(
  services: Services,
  hosts: readonly Host[],
  looks: readonly OutletLook[],
  wait: boolean,
  signal: AbortSignal,
): Promise<ShutBefore[]> {
  const found = await Promise.all(
    hosts.map(async (host) => {
      const order = await lastOrder(services, host.name)
      if (order === undefined || gotPowerSince(looks, services.clock.now() - Date.parse(order.at))) return undefined
      return (await isDown(services, host, order, wait, signal)) ? order : undefined
    }),
  )
  return found.flatMap((order) => (order === undefined ? [] : [{host: order.host, run: order.run, at: order.at}]))
}

/** The order that the journal tells of, unless it failed, or anything tells that the host has lived since. */
async function lastOrder({coordinator, clock}: Services, host: string): Promise<Order | undefined> {
  const entries = (await coordinator.read({host})).filter((entry) => entry.host === host)
  const at = entries.findLastIndex(({kind, act}) => kind === 'intent' && (act === acts.shutdown || act === acts.on))
  const [intent, ...since] = entries.slice(at)
  if (at < 0 || intent?.act !== acts.shutdown || clock.now() - Date.parse(intent.at) > freshMs || since.some(livedOn)) return undefined
  const state = since.find((entry) => entry.kind === 'outcome' && entry.intent === intent.seq)?.data['state']
  if (state === 'failed') return undefined
  const settled = state === 'done'
  return {host, run: intent.run, at: intent.at, settled, taken: settled || since.some(({act}) => act === acts.taken)}
}

/** What shows that the silence after an order is another one: it was off, and has power now; or something was done on it. */
function livedOn({kind, act, data}: JournalEntry): boolean {
  if (kind === 'note' && act === acts.proof) return wasOff((data['proofs'] ?? []) as Proof[])
  return kind === 'outcome' && data['state'] === 'done' && act !== acts.shutdown && act !== acts.off
}

function wasOff(proofs: readonly Proof[]): boolean {
  return proofs.some(({kind}) => kind === 'relay') && proofs.every(({kind, holds}) => (kind === 'relay' ? holds === true : holds !== false))
}

/** A relay that closed after the order has started the machine anew, whoever closed it. */
function gotPowerSince(looks: readonly OutletLook[], agoMs: number): boolean {
  return looks.some(({state, reading}) => state === 'on' && (reading?.onForS ?? Number.POSITIVE_INFINITY) * 1000 + onTimeSlackMs < agoMs)
}

async function isDown(services: Services, host: Host, {at, settled, taken}: Order, wait: boolean, signal: AbortSignal): Promise<boolean> {
  const {clock} = services
  const {deadlineMs, settleMs} = shutdownPlan(host) ?? {deadlineMs: 0, settleMs: 0}
  const transport = () => services.transports.to(host.name)
  let seenGoing = taken
  for (let silent = 0; silent < 2; await clock.sleep(pauseMs, signal)) {
    silent = (await findWitness(host, transport, signal)) === undefined ? silent + 1 : 0
    if (silent > 0) continue
    seenGoing = true
    const since = clock.now() - Date.parse(at)
    if (!wait || since > deadlineMs) return false
    if (since > goingMs && (await takesCommands(transport, signal))) return false
  }
  // Silent from the first look on, and nobody knows whether the order ever arrived: its network may just be away.
  if (!seenGoing) return false
  // The disks of a machine that left the network are written out for a while yet.
  if (!settled && wait) await clock.sleep(settleMs, signal)
  return true
}

async function takesCommands(transport: () => ReturnType<Services['transports']['to']>, signal: AbortSignal): Promise<boolean> {
  try {
    return (await transport().exec(['true'], {timeoutMs: tryMs, signal})).code === 0
  } catch {
    signal.throwIfAborted()
    return false
  }
}
