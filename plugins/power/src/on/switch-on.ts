import type {Host} from '@ops/core/inventory'
import {type Run, inRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {bindOutlets, leaseNamesOf, openHostOutlets, readOutlets, stateOf} from '../outlets/read-outlet.ts'
import {rememberOutlets} from '../outlets/remember-outlets.ts'
import {readWiring} from '../outlets/wiring.ts'
import {evaluateProofs, formatProofs} from '../proofs/evaluate-proofs.ts'
import {proveAlready} from '../proofs/prove-already.ts'
import {proveRelays} from '../proofs/relay-proof.ts'
import {HeldLeases} from '../runs/held-leases.ts'
import {acts} from '../runs/journal-acts.ts'
import type {HostsResult, PowerResult} from '../runs/power-result.ts'
import {type HostAct, onEachHost, runEnd, runStart} from '../runs/run-hosts.ts'
import {writeUnproved} from '../runs/unproved.ts'
import {takeUnproven} from '../runs/unproven-lease.ts'
import {switchRelays} from '../runs/switch-relays.ts'

export async function onHosts(
  services: Services,
  hosts: readonly Host[],
  argv: readonly string[],
  signal: AbortSignal,
): Promise<HostsResult> {
  return inRun(services, runStart('power on', argv, hosts), (run) => restoreHosts(services, run, hosts, signal), runEnd)
}

/** Switches hosts on; those that others depend on come first. */
export function restoreHosts(services: Services, run: Run, hosts: readonly Host[], signal: AbortSignal): Promise<PowerResult[]> {
  return onEachHost(services, hosts, 'depended-first', (host, record) => switchOn({services, run, host, record, signal}), signal)
}

export interface OnInput {
  /** Ids of outlets that are switched while the others stay as they are; all when left out. */
  only?: readonly string[]
  /** Leases that the caller holds. */
  held?: readonly string[]
}

/**
 * Closes every relay of a host and reads it back. A machine with two supplies is on when both are on.
 */
export async function switchOn(act: HostAct, {only, held: own = []}: OnInput = {}): Promise<void> {
  const {services, run, host, record, signal} = act
  const {map, outlets: all} = await openHostOutlets(services, host.name)
  const outlets = all.filter(({supply}) => only?.includes(supply.id) ?? true)
  const statuses = await readOutlets(outlets, host.name, signal)
  const remember = () => rememberOutlets(services, run, {host: host.name, supplies: map.of(host.name), statuses})
  // Every machine on the outlets has power now.
  const forgetUnproved = () =>
    writeUnproved(services, run, new Map(outlets.flatMap(({supply}) => supply.feeds.map((name) => [name, undefined]))))
  const wiring = await readWiring(services, host.name, statuses)
  record.add({power: stateOf(statuses), wiring})
  await using leases = new HeldLeases(act, own)
  if (statuses.every(({state}) => state === 'on')) {
    // Another run may be opening the relay.
    await leases.take(leaseNamesOf(statuses))
    const proofs = await proveAlready(services, host, outlets, 'on', signal)
    if (proofs !== undefined) {
      await remember()
      await forgetUnproved()
      return record.add({proofs})
    }
    record.add({power: 'unknown'})
  }
  const [error] = statuses.flatMap((status) => status.error ?? [])
  if (error !== undefined && statuses.every((status) => status.error !== undefined)) throw error
  if (wiring !== 'proven') await takeUnproven(leases, 'shared')
  await leases.take(leaseNamesOf(statuses))
  await remember()
  const held = leases.signal
  const bound = await bindOutlets(services, statuses, host.name)
  const failures = await switchRelays({...act, signal: held}, bound, 'on', leases.all)
  const {proofs, statuses: after} = await proveRelays(services.clock, bound, host.name, 'on', held)
  record.add({proofs, power: stateOf(after)})
  await run.note(acts.proof, {text: formatProofs(proofs), proofs, troubles: failures.map(({message}) => message)}, host.name)
  if (failures[0] !== undefined && !proofs.every(({holds}) => holds === true)) throw failures[0]
  evaluateProofs(host.name, 'on', proofs)
  await forgetUnproved()
}
