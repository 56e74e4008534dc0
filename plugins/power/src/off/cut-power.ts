import type {Lease} from '@ops/core/coordinator'
import type {Host} from '@ops/core/inventory'
import type {Proof, Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {patternsOf} from '../guards/undeclared/patterns.ts'
import {type OutletStatus, readOutlets, stateOf} from '../outlets/read-outlet.ts'
import {proveWiring, readWiring} from '../outlets/wiring.ts'
import {evaluateProofs, formatProofs} from '../proofs/evaluate-proofs.ts'
import {proveFall} from '../proofs/fall-proof.ts'
import {proveMeters} from '../proofs/meter-proof.ts'
import {findReachability, isAskable} from '../proofs/reachability.ts'
import {proveRelays} from '../proofs/relay-proof.ts'
import {ReachabilityMonitor} from '../proofs/silence-proof.ts'
import {stepToProof} from '../proofs/step-to-proof.ts'
import {acts} from '../runs/journal-acts.ts'
import type {HostAct} from '../runs/run-hosts.ts'
import {switchRelays} from '../runs/switch-relays.ts'
import {type EarlierShutdown, describeEarlierShutdown} from './find-earlier-shutdowns.ts'
import type {Cut} from './plan-cut.ts'
import {type ShutdownState, shutDownHost, shutdownPlan, skipShutdown} from './shut-down-host.ts'

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
  if (up !== undefined) throw errors.POWER_UP_AGAIN({host: up.host}, up.host, up.run)
  const loads = hard ? {} : toWatts(await readOutlets(cut.outlets, host.name, signal), cut.statuses)
  if (hard) {
    const why = 'requested with --hard'
    await run.note(acts.shutdownSkipped, {text: why, hosts: dark.map(({name}) => name)}, host.name)
    record.add({shutdownSkipped: dark.map(({name}) => ({host: name, why}))})
  }
  const ended: ReadonlyMap<string, ShutdownState> = hard ? new Map() : await shutDownHosts(act, monitored, guarded, loads)
  const shutdown = ended.get(host.name) ?? 'skipped'
  const falls = shutdown === 'skipped' ? [] : await requireFall(act, guarded, {ended, loads})
  const wiring = await readWiring(services, host.name, cut.statuses)
  record.add({wiring})
  if (wiring === 'assumed' && guarded.needsProof)
    throw errors.POWER_WIRING_ASSUMED({host: host.name}, host.name, 'no meter showed it', stepToProof(host))

  const before = await readOutlets(cut.outlets, host.name, signal)
  for (const {error} of before) if (error?.code === 'POWER_PLUG_CHANGED') throw error
  const answered = await Promise.all(monitored.map(({monitor}) => monitor.probe(signal)))
  const restarted = monitored.find((one, at) => answered[at] && (ended.get(one.host.name) ?? 'skipped') !== 'skipped')
  if (restarted !== undefined) throw errors.POWER_UP_AGAIN({host: restarted.host.name}, restarted.host.name, run.id)
  const openedAt = services.clock.monotonic()
  const failures = await switchRelays(act, cut.outlets, 'off', leases)
  record.add({changed: true})
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
  const alsoCut = dark.filter(({name}) => name !== host.name).map(({name}) => name)
  record.add({
    proofs,
    power: relays.some(({holds}) => holds === false) ? stateOf(statuses) : 'unknown',
    ...(alsoCut.length === 0 ? {} : {alsoCut}),
  })
  await run.note(acts.proof, {text: formatProofs(proofs), proofs, troubles: failures.map(({message}) => message)}, host.name)
  const [failure] = failures
  if (!isOpen && failure !== undefined) throw failure
  const power = evaluateProofs(host.name, 'off', proofs)
  const silence = silences[monitored.findIndex((one) => one.host.name === host.name)]
  // With two supplies, the silence shows only that one of the relays was the last.
  if (silence?.holds === true && cut.outlets.length === 1) {
    await proveWiring(services, run, {host: host.name, statuses: cut.statuses, how: 'silence'})
    record.add({wiring: 'proven'})
  }
  // A machine that ops cannot ask is what its outlet is.
  const isConfirmed = shutdown === 'confirmed' || record.result.wiring === 'proven' || !isAskable(host)
  if (!isConfirmed && ![...meters, ...silences].some(({holds}) => holds === true))
    throw errors.POWER_NOT_PROVED({host: host.name}, host.name, 'off', unconfirmed(host.name))
  record.add({power})
}

const unconfirmed = (host: string) =>
  `the relay reads off, but ${host} did not confirm its shutdown, and neither a meter nor its silence shows that it lost its power`

/** The smaller of two samples: a load that was high for a moment must not look like a fall later. */
function toWatts(now: readonly OutletStatus[], earlier: readonly OutletStatus[]): Record<string, number> {
  return Object.fromEntries(
    now.flatMap(({outlet, reading}, at) => {
      const samples = [reading?.watts, earlier[at]?.reading?.watts].filter((watts) => watts !== undefined)
      return reading?.watts === undefined ? [] : [[outlet.supply.id, Math.min(...samples)]]
    }),
  )
}

/**
 * Each outlet with a meter must draw less now that the machine has shut down. If one does not, it feeds another machine, and nothing is
 * cut. What fell is proven to feed the machine.
 */
async function requireFall(
  {services, run, host, signal}: HostAct,
  {cut, down}: GuardedCut,
  {ended, loads}: {ended: ReadonlyMap<string, ShutdownState>; loads: Record<string, number>},
): Promise<Proof[]> {
  const earlier = down.find((before) => before.host === host.name)?.watts
  const falls = await Promise.all(
    cut.statuses.map((outlet) => {
      const {id, feeds} = outlet.outlet.supply
      const isShared = cut.fed.some(({name}) => feeds.includes(name) && (ended.get(name) ?? 'skipped') === 'skipped')
      return proveFall(services.clock, {outlet, before: (earlier ?? loads)[id], isShared}, host.name, signal)
    }),
  )
  const proofs = falls.filter((proof) => proof !== undefined)
  const wrong = proofs.filter(({holds}) => holds === false)
  if (wrong.length > 0) {
    await run.note(acts.proof, {text: formatProofs(proofs), proofs, troubles: []}, host.name)
    throw errors.POWER_WRONG_PLUG({host: host.name}, host.name, wrong.map(({detail}) => detail).join('; '))
  }
  const statuses = cut.statuses.filter((_, at) => falls[at] !== undefined)
  await proveWiring(services, run, {host: host.name, statuses, how: 'meter'})
  return proofs
}

async function monitorHosts(services: Services, hosts: readonly Host[], signal: AbortSignal): Promise<MonitoredHost[]> {
  return Promise.all(
    hosts.map(async (host) => ({host, monitor: new ReachabilityMonitor(await findReachability(host, services, signal), services.clock)})),
  )
}

async function shutDownHosts(
  act: HostAct,
  monitored: readonly MonitoredHost[],
  {down, silent}: GuardedCut,
  watts: Record<string, number>,
): Promise<Map<string, ShutdownState>> {
  const states = await Promise.all(
    monitored.map(async ({host, monitor}): Promise<ShutdownState> => {
      const plan = shutdownPlan(host)
      const before = down.find((one) => one.host === host.name)
      const maySleep = silent.includes(host.name) || patternsOf(host).includes('*')
      if (before === undefined && plan !== undefined) return shutDownHost({...act, host}, {plan, monitor, maySleep, watts})
      const text = before === undefined ? 'the inventory declares shutdown: none' : describeEarlierShutdown(before)
      await skipShutdown({...act, host}, text, before !== undefined)
      return before === undefined ? 'skipped' : 'confirmed'
    }),
  )
  return new Map(monitored.map(({host}, at) => [host.name, states[at] ?? 'skipped']))
}
