import type {Host} from '@ops/core/inventory'
import {inRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {withoutStop} from '@ops/core/text'
import {errors} from '../errors/errors.ts'
import {wiringErrors} from '../errors/wiring-errors.ts'
import {refuteIfOff} from '../off/refute-answering.ts'
import {switchOff} from '../off/switch-off.ts'
import {switchOn} from '../on/switch-on.ts'
import {type OutletStatus, readHost, stateOf} from '../outlets/read-outlet.ts'
import {refuteWiring} from '../outlets/refuted.ts'
import {proveWiring, readWiring} from '../outlets/wiring.ts'
import {findReachability, isAskable, type Reachability} from '../proofs/reachability.ts'
import {stepToProof} from '../proofs/step-to-proof.ts'
import type {HostsResult} from '../runs/power-result.ts'
import {type HostAct, leftOff, runEnd, runStart, toHostResult} from '../runs/run-hosts.ts'
import {HeldLeases} from '../runs/held-leases.ts'
import {takeUnproven, unprovenLease} from '../runs/unproven-lease.ts'
import {answersWithoutPower, requireStart, untilBooted, type WatchedStart} from './watch-start.ts'

export interface IdentifyInput {
  argv: readonly string[]
  /** Cut the power of the running machine for a moment, instead of shutting it down. */
  hard: boolean
  /** Reason that overrides findings of guards. */
  force?: string | undefined
  /** Milliseconds that the machine may take to answer after its relay closed. */
  startMs: number
  /** Asked once it is known that something will be switched; throws when the answer is no. */
  confirm(): Promise<void>
}

/** Shows that the outlets of a host feed it, by switching it off and on while the host is watched. */
export async function identifyHost(services: Services, host: Host, input: IdentifyInput, signal: AbortSignal): Promise<HostsResult> {
  return inRun(
    services,
    runStart('power identify', input.argv, [host]),
    async (run) => {
      const result = await toHostResult(host.name, signal, (record) => identify({services, run, host, record, signal}, input))
      const isStopped = result.error?.code === 'POWER_STOPPED'
      // A relay is open, or may be.
      return [isStopped && result.changed && result.power !== 'on' ? leftOff(host.name) : result]
    },
    runEnd,
  )
}

async function identify(unwatched: HostAct, {hard, force, startMs, confirm}: IdentifyInput): Promise<void> {
  const {services, host, record} = unwatched
  const {statuses} = await readHost(services, host, unwatched.signal)
  for (const {error} of statuses) if (error !== undefined) throw error
  const known = await readWiring(services, host.name, statuses)
  record.add({power: stateOf(statuses), wiring: known})
  if (known === 'proven') return
  const fail = (why: string, next?: string) => wiringErrors.POWER_WIRING_NOT_PROVED({host: host.name}, host.name, why, next)
  if (!isAskable(host)) throw fail('the inventory has no address at which ops could watch it. Nothing was switched', stepToProof(host))
  const requireAnswer = (found: Reachability | undefined) => {
    const first = stateOf(statuses) === 'on' ? `check that ${host.name} is on and answers` : `ops power on ${host.name}`
    const next = `${first}, then run ops power identify ${host.name}`
    if (found === undefined) throw fail(`${host.name} does not answer, so there is nothing to watch. Nothing was switched`, next)
    return found
  }
  requireAnswer(await findReachability(host, services, unwatched.signal))
  // Nobody waits for the answer of a person.
  await confirm()
  await using leases = new HeldLeases(unwatched)
  await takeUnproven(leases, 'exclusive')
  const {signal} = leases
  const act = {...unwatched, signal}
  const reachability = requireAnswer(await findReachability(host, services, signal))
  const off = {
    act: 'power.identify',
    together: [host.name],
    hard,
    isIdentification: true,
    held: [unprovenLease],
    ...(force === undefined ? {} : {force}),
  }
  let closed: 'none' | 'one' | 'all' = 'all'
  try {
    for (;;) {
      await switchOff(act, off).catch((error: unknown) => {
        if (record.result.changed) closed = 'none'
        throw error
      })
      closed = 'none'
      // Meters, or a short cut, may have shown them all.
      const [next, ...others] = await findAssumed(services, host.name, statuses)
      if (next === undefined) break
      if (await answersWithoutPower(services, reachability, signal)) {
        await refuteIfOff(act, statuses, `${host.name} answered (${reachability.how})`)
        throw fail(stillAnswers(`${host.name} answers`, statuses))
      }
      closed = statuses.length === 1 ? 'all' : 'one'
      await proveByStart(act, next, {startMs, fail})
      if (others.length === 0) break
      await untilBooted(services, host, startMs, signal)
    }
  } catch (error) {
    if (closed === 'all' || unwatched.signal.aborted) throw error
    const answering = record.result.proofs.filter(({kind, holds}) => kind === 'silence' && holds === false)
    // Whatever hangs on the outlets gets its power back, and the machine is not left with one supply of several.
    await switchOn(unwatched, {held: [unprovenLease]}).catch((cause: Error) => {
      const why = `ops could not switch it on again: ${withoutStop(cause.message)}`
      throw unwatched.signal.aborted ? cause : errors.POWER_LEFT_OFF({host: host.name, cause}, host.name, why)
    })
    throw answering.length === 0 ? error : fail(stillAnswers(answering.map(({detail}) => detail).join('; '), statuses))
  }
  if (closed !== 'all') await switchOn(act, {held: [unprovenLease]})
  record.add({wiring: 'proven'})
}

/** Why nothing is proved; the relays are closed again when this is said. */
function stillAnswers(who: string, statuses: readonly OutletStatus[]): string {
  const outlets = statuses.map(({outlet}) => outlet.supply.id).join(' and ')
  return `${who}, although ${outlets} was open. What hangs there lost its power; ops has closed the relay again`
}

async function findAssumed(services: Services, host: string, statuses: readonly OutletStatus[]): Promise<OutletStatus[]> {
  const wirings = await Promise.all(statuses.map((status) => readWiring(services, host, [status])))
  return statuses.filter((_, at) => wirings[at] !== 'proven')
}

/** Closes one outlet of a machine whose outlets are all open: the machine must start. */
async function proveByStart(act: HostAct, status: OutletStatus, {startMs, fail}: Pick<WatchedStart, 'startMs' | 'fail'>): Promise<void> {
  const {services, run, host, signal} = act
  const outlet = status.outlet.supply.id
  await switchOn(act, {only: [outlet], held: [unprovenLease]})
  const detail = await requireStart(services, {host, outlet, closedAt: services.clock.monotonic(), startMs, fail}, signal)
  if (detail !== undefined) {
    await refuteWiring(services, run, host.name, [{status, proof: {detail}}], 'answer')
    throw fail(detail)
  }
  await proveWiring(services, run, {host: host.name, statuses: [status], how: 'start'})
}
