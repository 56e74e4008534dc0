import {createHash} from 'node:crypto'
import type {Run} from '@ops/core/runs'
import type {Services, Wiring} from '@ops/core/seams'
import {type DeviceIds, findDifference, idsOf} from '../drivers/kit/device-ids.ts'
import type {Supply} from './power-map.ts'
import type {OutletStatus} from './read-outlet.ts'

/** Which outlets were shown to feed which host. Key: the host. */
const wiringSpace = 'power.wiring'

/** The note of a proof, in the journal. */
const provenAct = 'power.wiring.proven'

/** How it was shown that an outlet feeds a host. */
export type WiringEvidence =
  /** The draw fell when the host shut down. */
  | 'meter'
  /** The host answered as the relay opened, and fell silent. */
  | 'silence'
  /** The host, shut down and silent, started when the relay closed. */
  | 'start'

interface ProvenOutlet {
  outlet: string
  how: WiringEvidence
  /** Hash of what the inventory says about the outlet. */
  entry: string
  /** None of a driver whose devices report no ids. */
  ids?: DeviceIds
}

/** `proven` when every outlet of a host was shown to feed it, and neither its device, its child id nor its entry has changed since. */
export async function readWiring(
  {coordinator}: Pick<Services, 'coordinator'>,
  host: string,
  statuses: readonly OutletStatus[],
): Promise<Wiring> {
  const proven = provenIn(await coordinator.facts.read(wiringSpace, host))
  return statuses.length > 0 && statuses.every((status) => proven.some((one) => isOf(one, status))) ? 'proven' : 'assumed'
}

/** Writes down that these outlets feed a host; what was known of its other outlets stays. */
export async function proveWiring(
  {coordinator}: Pick<Services, 'coordinator'>,
  run: Pick<Run, 'id'>,
  {host, statuses, how}: {host: string; statuses: readonly OutletStatus[]; how: WiringEvidence},
): Promise<void> {
  const fact = await coordinator.facts.read(wiringSpace, host)
  const before = provenIn(fact)
  const fresh = statuses.filter((status) => !before.some((one) => isOf(one, status)))
  if (fresh.length === 0) return
  const added = fresh.map(({outlet: {supply}, reading}): ProvenOutlet => {
    const ids = reading === undefined ? undefined : idsOf(reading)
    return {outlet: supply.id, how, entry: entryHash(supply), ...(ids === undefined ? {} : {ids})}
  })
  const kept = before.filter(({outlet}) => !added.some((one) => one.outlet === outlet))
  const text = `${added.map(({outlet}) => outlet).join(', ')} feeds ${host}: ${sentences[how]}`
  const value = {outlets: [...kept, ...added]}
  await coordinator.facts.write(run.id, [{space: wiringSpace, key: host, value, expect: fact?.version ?? 0, act: provenAct, text, host}])
}

const sentences: Record<WiringEvidence, string> = {
  meter: 'its draw fell when the machine shut down',
  silence: 'the machine answered as the relay opened, and fell silent',
  start: 'the machine, which was shut down, started when the relay closed',
}

function provenIn(fact: {value: Record<string, unknown>} | undefined): ProvenOutlet[] {
  return (fact?.value['outlets'] ?? []) as ProvenOutlet[]
}

function isOf({outlet, entry, ids}: ProvenOutlet, {outlet: {supply}, reading}: OutletStatus): boolean {
  if (outlet !== supply.id || entry !== entryHash(supply) || reading === undefined) return false
  const found = idsOf(reading)
  return ids === undefined || found === undefined ? ids === found : findDifference(ids, found) === undefined
}

function entryHash({settings}: Supply): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16)
}
