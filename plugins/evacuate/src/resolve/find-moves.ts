import type {Host} from '@ops/core/inventory'
import {onHosts} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import type {UnreachableHosts} from '../move/session.ts'
import {readMoveJournal} from '../move/inspect.ts'
import type {Marks, MovePlan} from '../records/record.ts'
import {hostRecords} from '../records/record-store.ts'

export interface FoundMove {
  plan: MovePlan
  /** Highest epoch that any host has seen. */
  epoch: number
  /**
   * Where the work is, or that an operator has closed the move. Set when every record that could be read shows that the move is
   * finished; without a record, when the journal does.
   */
  finishedAt?: 'destination' | 'source' | 'closed'
}

export interface FoundMoves {
  moves: FoundMove[]
  /** Hosts whose records could not be read, with the reason. */
  silent: {host: string; why: string}[]
}

/** The hosts that did not answer, so that later inspections do not wait for them again. */
export const unreachableHosts = ({silent}: Pick<FoundMoves, 'silent'>): UnreachableHosts =>
  new Map(silent.map(({host, why}) => [host, why]))

/** Moves that the records of the given hosts, or the journal, know. The records are enough if the journal is lost. */
export async function findMoves(
  services: Services,
  hosts: readonly Host[],
  only: {run?: string},
  signal: AbortSignal,
): Promise<FoundMoves> {
  const reachable = hosts.filter((host) => host.transport.kind !== 'ssh' || host.address !== undefined)
  const answers = await onHosts(reachable, {
    fanout: 32,
    signal,
    action: ({name}) => hostRecords.read(services.transports.to(name), only, signal),
  })
  const records = answers.flatMap((answer) => (Array.isArray(answer) ? answer : []))
  const silent = answers.flatMap((answer) => (Array.isArray(answer) ? [] : [{host: answer.host, why: answer.error.message}]))
  const byKey = new Map<string, FoundMove>()
  const names = new Set(hosts.map(({name}) => name))
  // A record tells more than the journal, whose moves become many: only those without one are read there.
  const withRecord = new Set(records.map(({plan}) => keyOf(plan)))
  for (const move of await movesInJournal(services, only.run, withRecord)) {
    if (names.has(move.plan.source) || names.has(move.plan.destination)) byKey.set(keyOf(move.plan), move)
  }
  const recorded = new Set<string>()
  for (const {plan, marks} of records) {
    const key = keyOf(plan)
    const finishedAt = placeOf(marks)
    const other = recorded.has(key) ? byKey.get(key) : undefined
    recorded.add(key)
    const open = finishedAt === undefined || (other !== undefined && other.finishedAt === undefined)
    byKey.set(key, {plan, epoch: Math.max(other?.epoch ?? 0, marks.epoch), ...(open ? {} : {finishedAt})})
  }
  return {moves: [...byKey.values()].sort((one, other) => keyOf(one.plan).localeCompare(keyOf(other.plan))), silent}
}

function placeOf({verified, aborted, closed}: Marks): FoundMove['finishedAt'] {
  if (verified !== undefined) return 'destination'
  if (aborted !== undefined) return 'source'
  return closed === undefined ? undefined : 'closed'
}

const keyOf = ({run, workload}: MovePlan) => `${run}/${workload.name}`

/** Where the work of a move that ended so is. */
const places = {moved: 'destination', stayed: 'source', closed: 'closed'} as const

async function movesInJournal({coordinator}: Services, run: string | undefined, without: ReadonlySet<string>): Promise<FoundMove[]> {
  const notes = await coordinator.read({act: 'evacuate.plan', ...(run === undefined ? {} : {run})})
  const found: FoundMove[] = []
  for (const {data, run: id} of notes) {
    const plan = data['plan'] as MovePlan
    if (without.has(keyOf(plan))) continue
    const {ended, untouched} = await readMoveJournal(coordinator, id, plan.workload.name)
    const finishedAt = ended !== undefined ? places[ended] : untouched ? 'source' : undefined
    found.push({plan, epoch: 0, ...(finishedAt === undefined ? {} : {finishedAt})})
  }
  return found
}
