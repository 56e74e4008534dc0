import {createHash} from 'node:crypto'
import type {FactChange} from '@ops/core/coordinator'
import type {Run} from '@ops/core/runs'
import type {Proof, Services, Wiring} from '@ops/core/seams'
import {type DeviceIds, findDifference, idsOf} from '../drivers/kit/device-ids.ts'
import type {Supply} from './power-map.ts'
import type {OutletStatus} from './read-outlet.ts'

/** Which outlets were shown to feed which host. Key: the host. */
const wiringSpace = 'power.wiring'

/** Outlets that were shown not to feed a host. Key: the host. */
const refutedSpace = 'power.wiring.refuted'

/** The notes of a proof, and of its contrary, in the journal. */
const provenAct = 'power.wiring.proven'
const refutedAct = 'power.wiring.refuted'
const acceptedAct = 'power.wiring.accepted'

/** How it was shown that an outlet feeds a host. */
export type WiringEvidence =
  /** The draw fell when the host shut down. */
  | 'meter'
  /** The host, silent while the relay was open, started when it closed. */
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

/** An outlet whose draw did not fall when the host shut down. */
export interface RefutedOutlet {
  outlet: string
  ids?: DeviceIds
  /** The figures. */
  detail: string
  run: string
  /** A person has said that the outlet feeds the host all the same, or does so now. */
  isAccepted?: true
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
  const added = fresh.map((status): ProvenOutlet => ({...withIds(status), how, entry: entryHash(status.outlet.supply)}))
  const kept = before.filter(({outlet}) => !added.some((one) => one.outlet === outlet))
  const text = `${added.map(({outlet}) => outlet).join(', ')} feeds ${host}: ${sentences[how]}`
  const value = {outlets: [...kept, ...added]}
  // A meter that shows the shutdown now is one that is looked at again.
  const doubts = how === 'meter' ? await coordinator.facts.read(refutedSpace, host) : undefined
  const left = refutedIn(doubts).filter((one) => !fresh.some((status) => isRefuted(one, status)))
  await coordinator.facts.write(run.id, [
    {space: wiringSpace, key: host, value, expect: fact?.version ?? 0, act: provenAct, text, host},
    ...(doubts === undefined
      ? []
      : [{space: refutedSpace, key: host, value: {outlets: left}, expect: doubts.version, act: provenAct, text, host}]),
  ])
}

/** Outlets of a host that were shown not to feed it, whatever address or entry they have now. */
export async function findRefuted(
  {coordinator}: Pick<Services, 'coordinator'>,
  host: string,
  statuses: readonly OutletStatus[],
): Promise<RefutedOutlet[]> {
  const refuted = refutedIn(await coordinator.facts.read(refutedSpace, host))
  return refuted.filter((one) => statuses.some((status) => isRefuted(one, status)))
}

/** Writes down that outlets did not react to the shutdown of a host. An earlier proof is void. */
export async function refuteWiring(
  {coordinator}: Pick<Services, 'coordinator'>,
  run: Pick<Run, 'id'>,
  host: string,
  refuted: readonly {status: OutletStatus; proof: Proof}[],
): Promise<void> {
  const [proven, before] = [await coordinator.facts.read(wiringSpace, host), await coordinator.facts.read(refutedSpace, host)]
  const isTouched = (one: {outlet: string; ids?: DeviceIds}) => refuted.some(({status}) => isRefuted(one, status))
  const outlets = provenIn(proven).filter((one) => !isTouched(one))
  const added = refuted.map(({status, proof}): RefutedOutlet => ({...withIds(status), detail: proof.detail, run: run.id}))
  const next = {outlets: [...refutedIn(before).filter((one) => !isTouched(one)), ...added]}
  const text = `the draw did not fall as ${host} shut down: ${added.map(({detail}) => detail).join('; ')}`
  await coordinator.facts.write(run.id, [
    {space: refutedSpace, key: host, value: next, expect: before?.version ?? 0, act: refutedAct, text, host},
    ...(proven === undefined
      ? []
      : [{space: wiringSpace, key: host, value: {outlets}, expect: proven.version, act: refutedAct, text, host}]),
  ])
}

/** The change by which a person says that these outlets feed the host, although their draw did not fall; undefined when none was refuted. */
export async function acceptRefuted(
  {coordinator}: Pick<Services, 'coordinator'>,
  host: string,
  statuses: readonly OutletStatus[],
): Promise<FactChange | undefined> {
  const fact = await coordinator.facts.read(refutedSpace, host)
  const isMeant = (one: RefutedOutlet) => one.isAccepted !== true && statuses.some((status) => isRefuted(one, status))
  const before = refutedIn(fact)
  if (fact === undefined || !before.some(isMeant)) return undefined
  const value = {outlets: before.map((one) => (isMeant(one) ? {...one, isAccepted: true} : one))}
  const text = `accepted for ${host}: ${before
    .filter(isMeant)
    .map(({detail}) => detail)
    .join('; ')}`
  return {space: refutedSpace, key: host, value, expect: fact.version, act: acceptedAct, text, host}
}

const sentences: Record<WiringEvidence, string> = {
  meter: 'its draw fell when the machine shut down',
  start: 'the machine, silent while the relay was open, started when the relay closed',
}

function provenIn(fact: {value: Record<string, unknown>} | undefined): ProvenOutlet[] {
  return (fact?.value['outlets'] ?? []) as ProvenOutlet[]
}

function refutedIn(fact: {value: Record<string, unknown>} | undefined): RefutedOutlet[] {
  return (fact?.value['outlets'] ?? []) as RefutedOutlet[]
}

function withIds({outlet: {supply}, reading}: OutletStatus): {outlet: string; ids?: DeviceIds} {
  const ids = reading === undefined ? undefined : idsOf(reading)
  return {outlet: supply.id, ...(ids === undefined ? {} : {ids})}
}

/** The same device and outlet of a strip; without ids the same name in the inventory. */
function isRefuted({outlet, ids}: {outlet: string; ids?: DeviceIds}, {outlet: {supply}, reading}: OutletStatus): boolean {
  const found = reading === undefined ? undefined : idsOf(reading)
  return ids === undefined || found === undefined ? outlet === supply.id : findDifference(ids, found) === undefined
}

function isOf({outlet, entry, ids}: ProvenOutlet, {outlet: {supply}, reading}: OutletStatus): boolean {
  if (outlet !== supply.id || entry !== entryHash(supply) || reading === undefined) return false
  const found = idsOf(reading)
  return ids === undefined || found === undefined ? ids === found : findDifference(ids, found) === undefined
}

function entryHash({settings}: Supply): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16)
}
