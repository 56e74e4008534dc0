import type {Lease} from '@ops/core/coordinator'
import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {patternsOf} from '../guards/undeclared/patterns.ts'
import {readOutlets, stateOf} from '../outlets/read-outlet.ts'
import {evaluateProofs, formatProofs} from '../proofs/evaluate-proofs.ts'
import {proveMeters} from '../proofs/meter-proof.ts'
import {findReachability} from '../proofs/reachability.ts'
import {proveRelays} from '../proofs/relay-proof.ts'
import {ReachabilityMonitor} from '../proofs/silence-proof.ts'
import {acts} from '../runs/journal-acts.ts'
import type {HostAct} from '../runs/run-hosts.ts'
import {switchRelays} from '../runs/switch-relays.ts'
import {type EarlierShutdown, describeEarlierShutdown} from './find-earlier-shutdowns.ts'
import type {Cut} from './plan-cut.ts'
import {shutDownHost, shutdownPlan} from './shut-down-host.ts'

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
  leases: readonly Lease[]
}

interface MonitoredHost {
  host: Host
  monitor: ReachabilityMonitor
}

/** Shuts the hosts down, opens the relays and proves it. */
export async function cutPower(act: HostAct, guarded: GuardedCut): Promise<void> {
  const {services, run, host, record, signal} = act
  const {cut, dark, down, hard, leases} = guarded
  const monitored = await monitorHosts(services, dark, signal)
  // The guards did not check the work of these hosts, because an earlier run had shut them down.
  const up = down.find((before) => monitored.some((one) => one.host.name === before.host && one.monitor.reachability !== undefined))
  if (up !== undefined) throw errors.POWER_UP_AGAIN({host: up.host}, up.host, up.run)
  if (hard) await run.note(acts.shutdownSkipped, {text: 'requested with --hard', hosts: dark.map(({name}) => name)}, host.name)
  else await shutDownHosts(act, monitored, guarded)

  const before = await readOutlets(cut.outlets, host.name, signal)
  if (hard) await Promise.all(monitored.map(({monitor}) => monitor.probe(signal)))
  const openedAt = services.clock.monotonic()
  const failures = await switchRelays(act, cut.outlets, 'off', leases)
  record.add({changed: true})
  const {proofs: relays, statuses} = await proveRelays(services.clock, cut.outlets, host.name, 'off', signal)
  // While a relay reads on, the machine runs on: the meter and its silence could only time out.
  const isOpen = relays.every(({holds}) => holds === true)
  const [meters, silences] = isOpen
    ? await Promise.all([
        proveMeters(services.clock, before, statuses, host.name, signal),
        Promise.all(monitored.map(({host: {name}, monitor}) => monitor.prove(name, openedAt, signal))),
      ])
    : [[], []]
  const proofs = [...relays, ...meters, ...silences]
  const alsoCut = dark.filter(({name}) => name !== host.name).map(({name}) => name)
  record.add({
    proofs,
    power: relays.some(({holds}) => holds === false) ? stateOf(statuses) : 'unknown',
    ...(alsoCut.length === 0 ? {} : {alsoCut}),
  })
  await run.note(acts.proof, {text: formatProofs(proofs), proofs, troubles: failures.map(({message}) => message)}, host.name)
  const [failure] = failures
  if (!isOpen && failure !== undefined) throw failure
  record.add({power: evaluateProofs(host.name, 'off', proofs)})
}

async function monitorHosts(services: Services, hosts: readonly Host[], signal: AbortSignal): Promise<MonitoredHost[]> {
  return Promise.all(
    hosts.map(async (host) => ({host, monitor: new ReachabilityMonitor(await findReachability(host, services, signal), services.clock)})),
  )
}

async function shutDownHosts(
  {services, run, signal}: HostAct,
  monitored: readonly MonitoredHost[],
  {down, silent}: GuardedCut,
): Promise<void> {
  await Promise.all(
    monitored.map(async ({host, monitor}) => {
      const plan = shutdownPlan(host)
      const before = down.find((one) => one.host === host.name)
      const maySleep = silent.includes(host.name) || patternsOf(host).includes('*')
      if (before !== undefined) await run.note(acts.shutdownSkipped, {text: describeEarlierShutdown(before)}, host.name)
      else if (plan === undefined) await run.note(acts.shutdownSkipped, {text: 'the inventory declares shutdown: none'}, host.name)
      else await shutDownHost({services, run, host, signal}, {plan, monitor, maySleep})
    }),
  )
}
