import pMap from 'p-map'
import {asOpsError} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import type {FoundRecord} from '../record/parse-records.ts'
import type {MovePlan} from '../record/record.ts'
import {hostRecords} from '../record/store.ts'

export interface FoundMove {
  plan: MovePlan
  /** Highest epoch that any host has seen. */
  epoch: number
  /** Where it ended, when every record of it that could be read says that it is over. */
  settled?: 'destination' | 'source'
}

export interface FoundMoves {
  moves: FoundMove[]
  /** Hosts whose records could not be read, with the reason. */
  silent: {host: string; why: string}[]
}

/** For those who look at the moves next: nobody waits twice for a host that does not answer. */
export const silentHosts = ({silent}: Pick<FoundMoves, 'silent'>) => new Map(silent.map(({host, why}) => [host, why]))

/** Moves that the records of the given hosts, or the journal, know of. The records are enough if the journal is lost. */
export async function findMoves(
  services: Services,
  hosts: readonly Host[],
  only: {run?: string},
  signal: AbortSignal,
): Promise<FoundMoves> {
  const silent: FoundMoves['silent'] = []
  const read = async (host: Host): Promise<FoundRecord[]> => {
    try {
      return await hostRecords.read(services.transports.to(host.name), only, signal)
    } catch (error) {
      signal.throwIfAborted()
      silent.push({host: host.name, why: asOpsError(error, host.name).message})
      return []
    }
  }
  const reachable = hosts.filter((host) => host.transport.kind !== 'ssh' || host.address !== undefined)
  const records = (await pMap(reachable, read, {concurrency: 32})).flat()
  const byKey = new Map<string, FoundMove>()
  const names = new Set(hosts.map(({name}) => name))
  for (const {plan, settled} of await plansInJournal(services, only.run)) {
    if (names.has(plan.source) || names.has(plan.destination))
      byKey.set(keyOf(plan), {plan, epoch: 0, ...(settled === undefined ? {} : {settled})})
  }
  const told = new Set<string>()
  for (const {plan, marks} of records) {
    const key = keyOf(plan)
    const over = marks.verified !== undefined ? 'destination' : marks.aborted !== undefined ? 'source' : undefined
    const before = told.has(key) ? byKey.get(key) : undefined
    told.add(key)
    const open = over === undefined || (before !== undefined && before.settled === undefined)
    byKey.set(key, {plan, epoch: Math.max(before?.epoch ?? 0, marks.epoch), ...(open ? {} : {settled: over})})
  }
  const moves = [...byKey.values()].sort((one, other) => keyOf(one.plan).localeCompare(keyOf(other.plan)))
  return {moves, silent}
}

const keyOf = ({run, workload}: MovePlan) => `${run}/${workload.name}`

const ends: Record<string, 'destination' | 'source'> = {
  'evacuate.verify': 'destination',
  'evacuate.recover': 'source',
  'evacuate.settle': 'source',
}

async function plansInJournal({coordinator}: Services, run: string | undefined): Promise<Pick<FoundMove, 'plan' | 'settled'>[]> {
  const notes = await coordinator.read({act: 'evacuate.plan', ...(run === undefined ? {} : {run})})
  const found: Pick<FoundMove, 'plan' | 'settled'>[] = []
  for (const {data, run: id} of notes) {
    const plan = data['plan'] as MovePlan
    const entries = await coordinator.read({run: id, kinds: ['intent', 'outcome']})
    const intents = entries.filter((entry) => entry.kind === 'intent' && entry.data['workload'] === plan.workload.name)
    const done = new Set(entries.filter(({kind, data: {state}}) => kind === 'outcome' && state === 'done').map(({intent}) => intent))
    const last = intents.findLast(({act, seq}) => ends[act] !== undefined && done.has(seq))
    // A plan whose ops was killed before it acted has touched nothing.
    const settled = last !== undefined ? ends[last.act] : intents.some(({act}) => act === 'evacuate.reserve') ? undefined : 'source'
    found.push({plan, ...(settled === undefined ? {} : {settled})})
  }
  return found
}

/** Hosts that may hold records: those with work or a place for it. */
export function hostsWithRecords({inventory}: Services): Host[] {
  return [...inventory.hosts.values()]
}
