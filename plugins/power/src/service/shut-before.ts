import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {findWitness} from '../proof/witness.ts'
import {acts} from './journal-acts.ts'
import {shutdownPlan} from './shutdown.ts'

/** A host that a run told to shut down, after its guards had passed, and that has fallen silent. */
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

interface Order extends ShutBefore {
  settled: boolean
}

/**
 * Which of the hosts are down because a run that did not come to its end (ops was killed, the relay did not open) shut
 * them down. With `wait` those that are still going down are waited for. Without this, a machine that ops itself had
 * silenced would be refused as one that has power and does not answer.
 */
export async function shutBefore(services: Services, hosts: readonly Host[], wait: boolean, signal: AbortSignal): Promise<ShutBefore[]> {
  const found = await Promise.all(
    hosts.map(async (host) => {
      const order = await lastOrder(services, host.name)
      return order !== undefined && (await isDown(services, host, order, wait, signal)) ? order : undefined
    }),
  )
  return found.flatMap((order) => (order === undefined ? [] : [{host: order.host, run: order.run, at: order.at}]))
}

/** The order that the journal tells of, unless it failed, or power was given since. */
async function lastOrder({coordinator, clock}: Services, host: string): Promise<Order | undefined> {
  const entries = (await coordinator.read({host, kinds: ['intent', 'outcome']})).filter((entry) => entry.host === host)
  const intent = entries.findLast(({kind, act}) => kind === 'intent' && (act === acts.shutdown || act === acts.on))
  if (intent === undefined || intent.act !== acts.shutdown || clock.now() - Date.parse(intent.at) > freshMs) return undefined
  const state = entries.find((entry) => entry.kind === 'outcome' && entry.intent === intent.seq)?.data['state']
  return state === 'failed' ? undefined : {host, run: intent.run, at: intent.at, settled: state === 'done'}
}

async function isDown(services: Services, host: Host, {at, settled}: Order, wait: boolean, signal: AbortSignal): Promise<boolean> {
  const {clock} = services
  const {deadlineMs, settleMs} = shutdownPlan(host) ?? {deadlineMs: 0, settleMs: 0}
  const transport = () => services.transports.to(host.name)
  for (let silent = 0; silent < 2; await clock.sleep(pauseMs, signal)) {
    silent = (await findWitness(host, transport, signal)) === undefined ? silent + 1 : 0
    if (silent > 0) continue
    const since = clock.now() - Date.parse(at)
    if (!wait || since > deadlineMs) return false
    if (since > goingMs && (await takesCommands(transport, signal))) return false
  }
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
