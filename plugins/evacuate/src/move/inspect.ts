import type {Coordinator, JournalEntry} from '@ops/core/coordinator'
import {asOpsError, exitCodes} from '@ops/core/errors'
import type {Services, WorkAt, WorkloadMover} from '@ops/core/seams'
import type {MovePlan} from '../records/record.ts'
import type {RecordStore} from '../records/record-store.ts'
import type {HostView, MoveEnding, MoveView} from './move-view.ts'
import {type Overrides, toMove, type UnreachableHosts} from './session.ts'

/** What an inspection needs. It only reads, so it needs neither lease nor epoch. */
export interface InspectInput {
  services: Services
  plan: MovePlan
  mover: WorkloadMover
  records: RecordStore
  overrides: Overrides
  unreachable?: UnreachableHosts
}

const noProgress = {update() {}, end() {}}

/** Reads the state of a move from both hosts and the journal. */
export async function inspectMove(input: InspectInput, signal: AbortSignal): Promise<MoveView> {
  const {services, plan, mover} = input
  const move = toMove({services, plan, epoch: 0, progress: noProgress})
  const [source, destination, journal] = await Promise.all([
    inspectHost(input, 'source', () => mover.probeSource(move, signal), signal),
    inspectHost(input, 'destination', () => mover.probeDestination(move, signal), signal),
    readMoveJournal(services.coordinator, plan.run, plan.workload.name),
  ])
  return {source, destination, journal}
}

async function inspectHost<S>(
  input: InspectInput,
  role: 'source' | 'destination',
  probe: () => Promise<WorkAt<S>>,
  signal: AbortSignal,
): Promise<HostView<S>> {
  const {services, plan, records, unreachable} = input
  const host = plan[role]
  const reason = unreachable?.get(host)
  if (reason !== undefined) return unanswered(input, role, reason, signal)
  try {
    const only = {run: plan.run, workload: plan.workload.name}
    // Probe the work first: a mark that is written in between is then newer than the state of the work, never older.
    const work = await probe()
    const record = (await records.read(services.transports.to(host), only, signal)).find((one) => one.role === role)
    return {reach: 'answered', work, ...(record === undefined ? {} : {marks: record.marks})}
  } catch (error) {
    signal.throwIfAborted()
    const failure = asOpsError(error, host)
    if (failure.exit !== exitCodes.unreachable && failure.exit !== exitCodes.deadline) throw error
    unreachable?.set(host, failure.message)
    return unanswered(input, role, failure.message, signal)
  }
}

async function unanswered<S>(
  {services, plan, overrides}: InspectInput,
  role: 'source' | 'destination',
  why: string,
  signal: AbortSignal,
): Promise<HostView<S>> {
  const gone = overrides[role] ?? (await proofOfPowerOff(services, plan[role], signal))
  return gone === undefined ? {reach: 'silent', why} : {reach: 'gone', why: gone}
}

/** A host whose outlet reads off runs nothing. */
async function proofOfPowerOff(services: Services, host: string, signal: AbortSignal): Promise<string | undefined> {
  for (const control of services.registry.powerControl.all()) {
    const outcome = await control.status(services, services.inventory.host(host), signal).catch(() => undefined)
    if (outcome?.power === 'off') return `the power of ${host} reads off`
  }
  return undefined
}

export type MoveJournal = MoveView['journal'] & {
  /** Killed before its first act: it has changed nothing. */
  untouched: boolean
}

/** Acts that finish a move, and how. */
const finishingActs: Record<string, MoveEnding> = {
  'evacuate.verify': 'moved',
  'evacuate.recover': 'stayed',
  'evacuate.settle': 'stayed',
  'evacuate.close': 'closed',
}

/** Acts before which both records were written, whether or not the journal has seen that. */
const laterActs = ['hold', 'ship', 'prepare', 'commit', 'start', 'release'].map((name) => `evacuate.${name}`)

/** What the journal tells about one move. An act that was repeated counts once; an intent without an outcome is unknown. */
export async function readMoveJournal(coordinator: Coordinator, run: string, workload: string): Promise<MoveJournal> {
  const entries = await coordinator.read({run, kinds: ['intent', 'outcome']})
  const intents = entries.filter((entry) => entry.kind === 'intent' && entry.data['workload'] === workload)
  const done = new Set(entries.filter(({kind, data}) => kind === 'outcome' && data['state'] === 'done').map(({intent}) => intent))
  const of = (act: string) => intents.filter((entry) => entry.act === act)
  const isDone = (some: readonly JournalEntry[]) => some.some(({seq}) => done.has(seq))
  const [commits, reserves] = [of('evacuate.commit'), of('evacuate.reserve')]
  const last = intents.findLast(({act, seq}) => finishingActs[act] !== undefined && done.has(seq))
  const ended = last === undefined ? undefined : finishingActs[last.act]
  return {
    commit: commits.length === 0 ? 'none' : isDone(commits) && of('evacuate.uncommit').length === 0 ? 'done' : 'intent',
    reserved: isDone(reserves) || intents.some(({act}) => laterActs.includes(act)),
    untouched: reserves.length === 0,
    ...(ended === undefined ? {} : {ended}),
  }
}
