import type {OpsError} from '@ops/core/errors'
import {toFinding} from '@ops/core/guards'
import type {Host} from '@ops/core/inventory'
import type {Finding, PowerCut, Services} from '@ops/core/seams'
import {findSameOutlets} from '../outlets/find-same-outlets.ts'
import {findFormerMachines} from '../outlets/former-machines.ts'
import {
  bindOutlets,
  leaseNamesOf,
  type HostReading,
  openOutlets,
  type OutletStatus,
  readOutlet,
  restingState,
} from '../outlets/read-outlet.ts'
import {wiringErrors} from '../errors/wiring-errors.ts'
import {readWiring} from '../outlets/wiring.ts'
import {leastWatts} from '../proofs/fall-proof.ts'
import {addressAnswers} from '../proofs/reachability.ts'
import {stepToProof} from '../proofs/step-to-proof.ts'
import type {EarlierShutdown} from './find-earlier-shutdowns.ts'
import type {HostAct} from '../runs/run-hosts.ts'
import {shutdownPlan} from './shut-down-host.ts'

/** What switching off one host affects: its outlets, and every host on them. */
export interface Cut extends HostReading {
  host: Host
  /** Every id that the inventory has for these outlets. */
  ids: ReadonlySet<string>
  /** Every host on these outlets; all are guarded. */
  fed: Host[]
  /** `outlet/ID`, for leases. */
  leaseNames: string[]
  /** Hosts that may be on these outlets too, and that a reason let pass. */
  unidentified: Finding[]
}

/** Every outlet has been read. From now on each stands for the device, and the outlet of a strip, that answered. */
export async function planCut(
  {services, host, signal}: Pick<HostAct, 'services' | 'host' | 'signal'>,
  {map, statuses: read}: HostReading,
  force: string | undefined,
): Promise<Cut> {
  const outlets = await bindOutlets(services, read, host.name)
  const statuses = read.map((status, at) => ({...status, outlet: outlets[at] ?? status.outlet}))
  const {same, seen, unidentified} = await findSameOutlets(services, {map, host: host.name}, statuses, signal)
  const doubts = [...unidentified, ...(await findFormer(services, host, statuses, signal))]
  const [unknown] = doubts
  if (unknown !== undefined && force === undefined) throw unknown
  const ids = new Set([...outlets.map(({supply}) => supply.id), ...same.map(({id}) => id)])
  const feeds = new Set([...seen, ...map.supplies.filter(({id}) => ids.has(id)).flatMap((supply) => supply.feeds)])
  const fed = [...services.inventory.hosts.values()].filter(({name}) => feeds.has(name))
  const findings = doubts.map((error) => toFinding(host.name, true, error))
  return {host, map, outlets, statuses, ids, fed, leaseNames: leaseNamesOf(statuses), unidentified: findings}
}

/** Machines that had the name of a host before, were seen on its outlets, and still answer: they are not the host of today. */
async function findFormer(services: Services, {name}: Host, statuses: readonly OutletStatus[], signal: AbortSignal): Promise<OpsError[]> {
  const former = await findFormerMachines(services, statuses)
  const answers = await Promise.all(former.map(({address, port}) => addressAnswers(address, port, signal)))
  const found = former.filter((_, at) => answers[at])
  return found.length === 0 ? [] : [wiringErrors.POWER_FORMER_ADDRESS_ANSWERS({host: name}, name, found)]
}

/** Whether the inventory demands a proof that an outlet feeds the host, before it is opened. */
export function mustBeProven({statuses}: Pick<HostReading, 'statuses'>): boolean {
  return statuses.some(({outlet}) => outlet.supply.needsProof)
}

/** Throws when a proof is demanded and there is neither one nor a way to get it at the shutdown: a meter that shows a load. */
export async function requireProvableWiring(services: Services, host: Host, {statuses}: HostReading, hard: boolean): Promise<void> {
  if ((await readWiring(services, host.name, statuses)) === 'proven') return
  const why = hard
    ? 'with --hard there is no shutdown at which a meter could show it'
    : shutdownPlan(host) === undefined
      ? 'its "shutdown:" is none'
      : statuses.some(({reading}) => (reading?.watts ?? 0) < leastWatts)
        ? 'no meter shows its load'
        : undefined
  if (why !== undefined) throw wiringErrors.POWER_WIRING_ASSUMED({host: host.name}, host.name, why, stepToProof(host))
}

/** The cut in the form that guards take. `together`: every host that the command switches off. */
export function toPowerCut({fed}: Cut, together: readonly string[], down: readonly EarlierShutdown[]): PowerCut {
  return {hosts: fed.map(({name}) => name), together: [...together], alreadyDown: down.map(({host}) => host), plannedOff: []}
}

/** The hosts that lose their last supply. They are shut down first. */
export async function findHostsLosingPower(services: Services, cut: Cut, signal: AbortSignal): Promise<Host[]> {
  const keep = await Promise.all(cut.fed.map(({name}) => keepsPower(services, cut, name, signal)))
  return cut.fed.filter((_, at) => keep[at] === false)
}

/** Of the hosts that lose their last supply, those besides the named one that had power from an outlet which was not off already. */
export function findAlsoCut({host, map, ids, statuses}: Cut, dark: readonly Host[]): string[] {
  const wasOff = new Set(statuses.filter((status) => restingState(status) === 'off').map(({outlet}) => outlet.supply.id))
  const hadPower = (name: string) => {
    const supplies = map.of(name).filter(({id}) => ids.has(id))
    // A host that was seen on an outlet which the inventory does not name for it.
    return supplies.length === 0 || supplies.some(({id}) => !wasOff.has(id))
  }
  return dark.map(({name}) => name).filter((name) => name !== host.name && hadPower(name))
}

/** Whether another supply of the host reads on. A supply that cannot be read may be dead, so it does not count. */
async function keepsPower(services: Services, {map, ids}: Cut, host: string, signal: AbortSignal): Promise<boolean> {
  for (const supply of map.of(host)) {
    if (ids.has(supply.id)) continue
    const [outlet] = await openOutlets(services, host, {supplies: [supply], all: map.of(host)})
    if (outlet !== undefined && (await readOutlet(outlet, host, signal)).state === 'on') return true
  }
  return false
}
