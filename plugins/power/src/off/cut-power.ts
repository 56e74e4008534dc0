import type {Lease} from '@ops/core/coordinator'
import {foldHosts} from '@ops/core/hostset'
import {type Host, machineOf} from '@ops/core/inventory'
import type {Proof, Services, Wiring} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {wiringErrors} from '../errors/wiring-errors.ts'
import {patternsOf} from '../guards/undeclared/patterns.ts'
import {readOutlets, stateOf} from '../outlets/read-outlet.ts'
import {readWiring} from '../outlets/wiring.ts'
import {type Draws, drawsOf, joinDraws} from '../proofs/draw.ts'
import {evaluateProofs, formatProofs} from '../proofs/evaluate-proofs.ts'
import {fallMs} from '../proofs/fall-proof.ts'
import {proveMeters} from '../proofs/meter-proof.ts'
import {findReachability, isAskable} from '../proofs/reachability.ts'
import {proveRelays} from '../proofs/relay-proof.ts'
import {ReachabilityMonitor} from '../proofs/silence-proof.ts'
import {stepToProof} from '../proofs/step-to-proof.ts'
import {acts} from '../runs/journal-acts.ts'
import type {HostAct} from '../runs/run-hosts.ts'
import {switchRelays} from '../runs/switch-relays.ts'
import {type Unproved, writeUnproved} from '../runs/unproved.ts'
import {type EarlierShutdown, describeEarlierShutdown} from './find-earlier-shutdowns.ts'
import {findSentElsewhere} from './find-sent-elsewhere.ts'
import {type Cut, findAlsoCut} from './plan-cut.ts'
import {refuteAnswering} from './refute-answering.ts'
import {requireFall, requireStillLow} from './require-fall.ts'
import {type ShutdownState, shutDownHost, shutdownPlan, skipShutdown} from './shut-down-host.ts'
import {toShutdownRecord} from './shutdown-record.ts'

/** A cut that the guards have allowed. */
export interface GuardedCut {
  cut: Cut
  /** Hosts that lose their last supply. */
  dark: readonly Host[]
  /** Hosts that an earlier run shut down. */
  down: readonly EarlierShutdown[]
  /** Silent hosts that --force let pass: what runs on them was not checked. */
  silent: readonly string[]
  hard: boolean
  /** The draws of the outlets before the shutdown, watched for a while where nothing has proven the wiring. */
  draws: Draws
  /** The relays open only if the wiring is proven by then. */
  needsProof: boolean
  leases: readonly Lease[]
}

interface MonitoredHost {
  host: Host
  monitor: ReachabilityMonitor
}

/** Shuts the hosts down, ties the outlets to them, opens the relays and proves it. */
export async function cutPower(act: HostAct, guarded: GuardedCut): Promise<void> {
  const {services, run, host, record, signal} = act
  const {cut, dark, down, hard, leases} = guarded
  const monitored = await monitorHosts(services, dark, signal)
  // The guards did not check the work of these hosts, because an earlier run had shut them down.
  const up = down.find((before) => monitored.some((one) => one.host.name === before.host && one.monitor.reachability !== undefined))
  if (up !== undefined) throw await upAgain(act, up.host, up.run)
  if (guarded.needsProof) requireTellable(host, dark, await readWiring(services, host.name, cut.statuses))
  if (hard) {
    const why = 'requested with --hard'
    await run.note(acts.shutdownSkipped, {text: why, hosts: dark.map(({name}) => name)}, host.name)
    record.add({shutdownSkipped: dark.map(({name}) => ({host: name, why}))})
  }
  const draws = joinDraws(guarded.draws, hard ? {} : drawsOf(await readOutlets(cut.outlets, host.name, signal)))
  const ended: ReadonlyMap<string, ShutdownState> = hard ? new Map() : await shutDownHosts(act, monitored, guarded, draws)
  const shutdown = ended.get(host.name) ?? 'skipped'
  const earlier = down.find((one) => one.host === host.name)
  const seen = {
    ended,
    before: down.map((one) => one.host),
    draws: earlier === undefined ? draws : await drawsThatCount(services, cut, earlier),
  }
  const falls = shutdown === 'skipped' ? [] : await requireFall(act, cut, seen)
  const wiring = await readWiring(services, host.name, cut.statuses)
  record.add({wiring})
  if (wiring !== 'proven' && guarded.needsProof)
    throw wiringErrors.POWER_WIRING_ASSUMED({host: host.name}, host.name, 'no meter showed it', stepToProof(host))

  const before = await readOutlets(cut.outlets, host.name, signal)
  for (const {error} of before) if (error?.code === 'POWER_PLUG_CHANGED') throw error
  if (shutdown !== 'skipped') await requireStillLow(act, cut, seen, before)
  const answered = await Promise.all(monitored.map(({monitor}) => monitor.probe(signal)))
  const restarted = monitored.find((one, at) => answered[at] && (ended.get(one.host.name) ?? 'skipped') !== 'skipped')
  if (restarted !== undefined) throw await upAgain(act, restarted.host.name, run.id)
  const doubtful = await findDoubtful(services, cut, monitored, ended)
  // A run that is killed now proves nothing.
  await writeUnproved(services, run, new Map(doubtful.map((name) => [name, 'unseen'])))
  const openedAt = services.clock.monotonic()
  const failures = await switchRelays(act, cut.outlets, 'off', leases)
  const {proofs: relays, statuses} = await proveRelays(services.clock, cut.outlets, host.name, 'off', signal)
  // While a relay reads on, the machine runs on: the meter and its silence could only time out.
  const isOpen = relays.every(({holds}) => holds === true)
  const [meters, silences] = isOpen
    ? await Promise.all([
        proveMeters(services.clock, before, statuses, host.name, signal),
        Promise.all(monitored.map(({host: one, monitor}, at) => monitor.prove(one, {openedAt, answered: answered[at] ?? false}, signal))),
      ])
    : [[], []]
  const proofs = [...relays, ...falls, ...meters, ...silences]
  const alsoCut = findAlsoCut(cut, dark)
  record.add({
    proofs,
    power: relays.some(({holds}) => holds === false) ? stateOf(statuses) : 'unknown',
    ...(alsoCut.length === 0 ? {} : {alsoCut}),
  })
  const troubles = failures.map(({message}) => message)
  await run.note(acts.proof, {text: formatProofs(proofs), proofs, troubles, machine: machineOf(host)}, host.name)
  await refuteAnswering(
    act,
    cut,
    silences.map((proof, at) => ({name: monitored[at]?.host.name ?? '', proof})),
  )
  if (isOpen) await writeUnproved(services, run, unprovedBy(silences, monitored, doubtful))
  const elsewhere = isOpen ? undefined : await findSentElsewhere(services, host, {statuses, failures}, signal)
  if (elsewhere !== undefined) throw elsewhere
  const [failure] = failures
  if (!isOpen && failure !== undefined) throw failure
  const power = evaluateProofs(host.name, 'off', proofs)
  const silence = silences[monitored.findIndex((one) => one.host.name === host.name)]
  // A meter shows only that the outlet lost its load. A machine that ops cannot ask is what its outlet is.
  const isConfirmed = shutdown === 'confirmed' || record.result.wiring === 'proven' || silence?.holds === true || !isAskable(host)
  if (!isConfirmed) throw errors.POWER_NOT_PROVED({host: host.name}, host.name, 'off', unconfirmed(host.name))
  record.add({power})
}

/** Hosts of which only their silence can show that they lose their power: they did not confirm a shutdown, and their wiring is assumed. */
async function findDoubtful(
  services: Services,
  cut: Cut,
  monitored: readonly MonitoredHost[],
  ended: ReadonlyMap<string, ShutdownState>,
): Promise<string[]> {
  const found = monitored.map(async ({host}) => {
    if (ended.get(host.name) === 'confirmed' || !isAskable(host)) return []
    return (await readWiring(services, host.name, cut.statuses)) === 'proven' ? [] : [host.name]
  })
  return (await Promise.all(found)).flat()
}

function unprovedBy(
  silences: readonly Proof[],
  monitored: readonly MonitoredHost[],
  doubtful: readonly string[],
): Map<string, Unproved | undefined> {
  return new Map(
    monitored.map(({host: {name}}, at) => {
      const holds = silences[at]?.holds
      if (holds === false) return [name, 'answers']
      return [name, holds !== true && doubtful.includes(name) ? 'unseen' : undefined]
    }),
  )
}

const unconfirmed = (host: string) =>
  `the relay reads off, but ${host} did not confirm its shutdown, its wiring is assumed, and its silence does not show that it lost its power`

/** A machine that runs although it was shut down: what an earlier shutdown showed counts no more. */
async function upAgain({run}: HostAct, host: string, before: string): Promise<Error> {
  await run.note(acts.answered, {text: `it runs, although run ${before} shut it down`}, host)
  return errors.POWER_UP_AGAIN({host}, host, before)
}

/** Throws when a proof is demanded, and several machines would shut down on the outlets at once: no fall shows which of them it was. */
export function requireTellable(host: Host, dark: readonly Host[], wiring: Wiring): void {
  const {name} = host
  const others = dark.filter((other) => other.name !== name).map((other) => other.name)
  if (wiring === 'proven' || others.length === 0) return
  throw wiringErrors.POWER_WIRING_ASSUMED(
    {host: name},
    name,
    `${foldHosts(others)} would shut down on them at the same time`,
    stepToProof(host),
  )
}

/** Milliseconds for which the next run may be late, after ops was killed between a shutdown and the reading of the meter. */
const lateMs = 60_000

/** The draws before an earlier shutdown: after a while, any load may have fallen, but that of a proven outlet is of its machine. */
async function drawsThatCount(services: Services, {host, statuses}: Cut, {at, draws}: EarlierShutdown): Promise<Draws> {
  const {deadlineMs, settleMs} = shutdownPlan(host) ?? {deadlineMs: 0, settleMs: 0}
  if (services.clock.now() - Date.parse(at) <= deadlineMs + settleMs + fallMs + lateMs) return draws
  const wirings = await Promise.all(statuses.map((status) => readWiring(services, host.name, [status])))
  const proven = statuses.filter((_, index) => wirings[index] === 'proven').map(({outlet}) => outlet.supply.id)
  return Object.fromEntries(Object.entries(draws).filter(([id]) => proven.includes(id)))
}

async function monitorHosts(services: Services, hosts: readonly Host[], signal: AbortSignal): Promise<MonitoredHost[]> {
  return Promise.all(
    hosts.map(async (host) => ({host, monitor: new ReachabilityMonitor(await findReachability(host, services, signal), services.clock)})),
  )
}

async function shutDownHosts(
  act: HostAct,
  monitored: readonly MonitoredHost[],
  {cut, down, silent}: GuardedCut,
  draws: Draws,
): Promise<Map<string, ShutdownState>> {
  const states = await Promise.all(
    monitored.map(async ({host, monitor}): Promise<ShutdownState> => {
      const plan = shutdownPlan(host)
      const before = down.find((one) => one.host === host.name)
      const maySleep = silent.includes(host.name) || patternsOf(host).includes('*')
      if (before === undefined && plan !== undefined) {
        const known = toShutdownRecord(host, cut.statuses, draws)
        return shutDownHost({...act, host}, {plan, monitor, maySleep, known})
      }
      const text = before === undefined ? 'the inventory declares shutdown: none' : describeEarlierShutdown(before)
      await skipShutdown({...act, host}, text, before !== undefined)
      return before === undefined ? 'skipped' : 'confirmed'
    }),
  )
  return new Map(monitored.map(({host}, at) => [host.name, states[at] ?? 'skipped']))
}
