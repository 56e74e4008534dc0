import {machineOf} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {Services, Wiring} from '@ops/core/seams'
import {digestOf} from '../drivers/kit/outlet-id.ts'
import {isCurrent, type ProvenOutlet, provenIn, provesOutlet, type WiringEvidence, wiringSpace} from './proven.ts'
import type {OutletStatus} from './read-outlet.ts'
import {clearRefuted, findRefuted} from './refuted.ts'
import {noteOutlet} from './same-outlet.ts'

/** The note of a proof, in the journal. */
const provenAct = 'power.wiring.proven'

/**
 * `proven` when every outlet of a host was shown to feed it, and neither the machine, the device, its child id nor its entry has changed
 * since; `refuted` when they were shown not to, and no person has accepted that.
 */
export async function readWiring(
  services: Pick<Services, 'coordinator' | 'inventory'>,
  host: string,
  statuses: readonly OutletStatus[],
): Promise<Wiring> {
  const refuted = await findRefuted(services, host, statuses)
  if (refuted.some(({isAccepted}) => isAccepted !== true)) return 'refuted'
  const proven = provenIn(await services.coordinator.facts.read(wiringSpace, host))
  const isProven = (status: OutletStatus) => proven.some((one) => provesOutlet(services, host, one, status))
  return statuses.length > 0 && statuses.every(isProven) ? 'proven' : 'assumed'
}

/** Writes down that these outlets feed a host; what was known of its other outlets stays, if they are in the inventory as they were. */
export async function proveWiring(
  services: Services,
  run: Pick<Run, 'id'>,
  {host, statuses, how}: {host: string; statuses: readonly OutletStatus[]; how: WiringEvidence},
): Promise<void> {
  const {coordinator, inventory} = services
  const fact = await coordinator.facts.read(wiringSpace, host)
  const before = provenIn(fact)
  const fresh = statuses.filter((status) => !before.some((one) => provesOutlet(services, host, one, status)))
  if (fresh.length === 0) return
  const machine = machineOf(inventory.host(host))
  const added = fresh.map((status): ProvenOutlet => ({...noteOutlet(status), how, entry: digestOf(status.outlet.supply.settings), machine}))
  const kept = before.filter((one) => isCurrent(services, host, one) && !added.some(({outlet}) => outlet === one.outlet))
  const text = `${added.map(({outlet}) => outlet).join(', ')} feeds ${host}: ${sentences[how]}`
  const value = {outlets: [...kept, ...added]}
  await coordinator.facts.write(run.id, [
    {space: wiringSpace, key: host, value, expect: fact?.version ?? 0, act: provenAct, text, host},
    ...(await clearRefuted(services, {host, statuses: fresh, isByMeter: how === 'meter', act: provenAct, text})),
  ])
}

const sentences: Record<WiringEvidence, string> = {
  meter: 'its draw fell when the machine shut down',
  start: 'the machine, silent while the relay was open, started when the relay closed',
}
