import type {FactChange} from '@ops/core/coordinator'
import {machineOf} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {endProofs} from './proven.ts'
import type {OutletStatus} from './read-outlet.ts'
import {isSameOutlet, type NotedOutlet, noteOutlet} from './same-outlet.ts'

/** Outlets that were shown not to feed a host. Key: the host. */
const refutedSpace = 'power.wiring.refuted'

const refutedAct = 'power.wiring.refuted'
const acceptedAct = 'power.wiring.accepted'

/** An outlet that did not do what the outlet of its host does. */
export interface RefutedOutlet extends NotedOutlet {
  /** The figures. */
  detail: string
  run: string
  /**
   * `answer`: the host answered while its outlets were open. Those that one run noted count together: one of several may feed it. Left
   * out: the draw did not fall when the host shut down.
   */
  by?: 'answer'
  /** The machine that the host was, as `machineOf` writes it. */
  machine?: string
  /** A person has said that the outlet feeds the host all the same, or does so now. */
  isAccepted?: true
}

type Deps = Pick<Services, 'coordinator' | 'inventory'>

/** One fact of the space. */
interface Doubts {
  key: string
  version: number
  outlets: RefutedOutlet[]
  /** Those of the host, or of its machine under another name. */
  mine: RefutedOutlet[]
}

/** Outlets of a host that were shown not to feed it, or its machine under another name, whatever address or entry they have now. */
export async function findRefuted(services: Deps, host: string, statuses: readonly OutletStatus[]): Promise<RefutedOutlet[]> {
  return countIn(await readDoubts(services, host), statuses)
}

/** Writes down that outlets do not feed a host. An earlier proof is void. */
export async function refuteWiring(
  services: Deps,
  run: Pick<Run, 'id'>,
  host: string,
  refuted: readonly {status: OutletStatus; proof: {detail: string}}[],
  by?: 'answer',
): Promise<void> {
  const {coordinator, inventory} = services
  const before = await coordinator.facts.read(refutedSpace, host)
  const statuses = refuted.map(({status}) => status)
  const found = inventory.hosts.get(host)
  const known = {run: run.id, ...(by === undefined ? {} : {by}), ...(found === undefined ? {} : {machine: machineOf(found)})}
  const added = refuted.map(({status, proof}): RefutedOutlet => ({...noteOutlet(status), detail: proof.detail, ...known}))
  const outlets = [...refutedIn(before).filter((one) => !statuses.some((status) => isSameOutlet(one, status))), ...added]
  const details = [...new Set(added.map(({detail}) => detail))].join('; ')
  const text = by === 'answer' ? `its outlets do not feed ${host}: ${details}` : `the draw did not fall as ${host} shut down: ${details}`
  const proven = await endProofs(services, {host, on: statuses, act: refutedAct, text})
  const change = {space: refutedSpace, key: host, value: {outlets}, expect: before?.version ?? 0, act: refutedAct, text, host}
  await coordinator.facts.write(run.id, [change, ...(proven === undefined ? [] : [proven])])
}

/** The changes by which a person says that these outlets feed the host all the same. */
export async function acceptRefuted(services: Deps, host: string, statuses: readonly OutletStatus[]): Promise<FactChange[]> {
  const doubts = await readDoubts(services, host)
  const meant = countIn(doubts, statuses).filter(({isAccepted}) => isAccepted !== true)
  return doubts.flatMap(({key, version, outlets}): FactChange[] => {
    const now = outlets.filter((one) => meant.includes(one))
    if (now.length === 0) return []
    const value = {outlets: outlets.map((one) => (now.includes(one) ? {...one, isAccepted: true} : one))}
    const text = `accepted for ${host}: ${now.map(({detail}) => detail).join('; ')}`
    return [{space: refutedSpace, key, value, expect: version, act: acceptedAct, text, host}]
  })
}

/**
 * The changes that a proof makes: a meter that shows the shutdown now is one that is looked at again, and a machine that ran without its
 * outlets once, which a person has accepted, was seen to need them.
 */
export async function clearRefuted(
  services: Deps,
  {host, statuses, isByMeter, act, text}: {host: string; statuses: readonly OutletStatus[]; isByMeter: boolean; act: string; text: string},
): Promise<FactChange[]> {
  const doubts = await readDoubts(services, host)
  const touched = doubts.flatMap(({mine}) => mine).filter((one) => statuses.some((status) => isSameOutlet(one, status)))
  const runs = new Set(touched.flatMap(({by, run}) => (by === 'answer' ? [run] : [])))
  const isOver = (one: RefutedOutlet) => (one.by === 'answer' ? runs.has(one.run) : isByMeter && touched.includes(one))
  return doubts.flatMap(({key, version, outlets, mine}): FactChange[] => {
    const left = outlets.filter((one) => !mine.includes(one) || !isOver(one))
    return left.length === outlets.length ? [] : [{space: refutedSpace, key, value: {outlets: left}, expect: version, act, text, host}]
  })
}

/** What was noted of a host, and of its machine under other names. */
async function readDoubts({coordinator, inventory}: Deps, host: string): Promise<Doubts[]> {
  const found = inventory.hosts.get(host)
  const machine = found === undefined ? undefined : machineOf(found)
  return (await coordinator.facts.list(refutedSpace)).flatMap(({key, version, value}) => {
    const outlets = refutedIn({value})
    const mine = outlets.filter((one) => key === host || (machine !== undefined && one.machine === machine))
    return mine.length === 0 ? [] : [{key, version, outlets, mine}]
  })
}

function countIn(doubts: readonly Doubts[], statuses: readonly OutletStatus[]): RefutedOutlet[] {
  const all = doubts.flatMap(({mine}) => mine)
  const isHere = (one: RefutedOutlet) => statuses.some((status) => isSameOutlet(one, status))
  const isWhole = ({run}: RefutedOutlet) => all.every((other) => other.by !== 'answer' || other.run !== run || isHere(other))
  return all.filter((one) => isHere(one) && (one.by !== 'answer' || isWhole(one)))
}

function refutedIn(fact: {value: Record<string, unknown>} | undefined): RefutedOutlet[] {
  return (fact?.value['outlets'] ?? []) as RefutedOutlet[]
}
