import {asOpsError, exitCodes} from '@ops/core/errors'
import type {Services, WorkAt, WorkloadMover} from '@ops/core/seams'
import type {MovePlan} from '../record/record.ts'
import type {RecordStore} from '../record/store.ts'
import type {MoveView, Side} from '../state/view.ts'
import {moveOf, type Vouched} from './move-session.ts'

/** What a look needs; only reads, so neither lease nor epoch. */
export interface LookInput {
  services: Services
  plan: MovePlan
  mover: WorkloadMover
  records: RecordStore
  vouched: Vouched
  /** Hosts that did not answer to this command, with the reason: each is waited for once. */
  silent?: Map<string, string>
}

const noProgress = {update() {}, end() {}}

/** Asks both hosts and the journal where a move stands. */
export async function look({services, plan, mover, records, vouched, silent}: LookInput, signal: AbortSignal): Promise<MoveView> {
  const move = moveOf({services, plan, epoch: 0, progress: noProgress})
  const [source, destination, journal] = await Promise.all([
    lookAt({services, plan, records, role: 'source', vouched: vouched.source, silent}, () => mover.source(move, signal), signal),
    lookAt(
      {services, plan, records, role: 'destination', vouched: vouched.destination, silent},
      () => mover.destination(move, signal),
      signal,
    ),
    inJournal(services, plan),
  ])
  return {source, destination, journal}
}

interface SideInput {
  services: Services
  records: RecordStore
  plan: MovePlan
  role: 'source' | 'destination'
  vouched: string | undefined
  silent: Map<string, string> | undefined
}

async function lookAt<S>(
  {services, plan, records, role, vouched, silent}: SideInput,
  work: () => Promise<WorkAt<S>>,
  signal: AbortSignal,
): Promise<Side<S>> {
  const host = plan[role]
  const before = silent?.get(host)
  if (before !== undefined) return unanswered(services, host, vouched, before, signal)
  try {
    const only = {run: plan.run, workload: plan.workload.name}
    // The work first: a mark that appears in between then tells of something later, never of something earlier.
    const found = await work()
    const record = (await records.read(services.transports.to(host), only, signal)).find((one) => one.role === role)
    return {reach: 'answered', work: found, ...(record === undefined ? {} : {marks: record.marks})}
  } catch (error) {
    signal.throwIfAborted()
    const trouble = asOpsError(error, host)
    if (trouble.exit !== exitCodes.unreachable && trouble.exit !== exitCodes.deadline) throw error
    silent?.set(host, trouble.message)
    return unanswered(services, host, vouched, trouble.message, signal)
  }
}

async function unanswered<S>(
  services: Services,
  host: string,
  vouched: string | undefined,
  why: string,
  signal: AbortSignal,
): Promise<Side<S>> {
  const gone = vouched ?? (await provenOff(services, host, signal))
  return gone === undefined ? {reach: 'silent', why} : {reach: 'gone', why: gone}
}

/** A host whose outlet reads off runs nothing. */
async function provenOff(services: Services, host: string, signal: AbortSignal): Promise<string | undefined> {
  for (const control of services.registry.powerControl.all()) {
    const outcome = await control.status(services, services.inventory.host(host), signal).catch(() => undefined)
    if (outcome?.power === 'off') return `the power of ${host} reads off`
  }
  return undefined
}

async function inJournal(services: Services, plan: MovePlan): Promise<MoveView['journal']> {
  const [reserve, commit, uncommit] = await Promise.all(
    ['evacuate.reserve', 'evacuate.commit', 'evacuate.uncommit'].map((act) => stateInJournal(services, plan, act)),
  )
  return {reserved: reserve === 'done', commit: commit === 'done' && uncommit !== 'none' ? 'intent' : (commit ?? 'none')}
}

/** How far an act of a move has come; `intent`: nobody has seen its end. */
async function stateInJournal({coordinator}: Services, {run, workload}: MovePlan, act: string): Promise<'none' | 'intent' | 'done'> {
  const entries = await coordinator.read({run, act})
  const ours = entries.filter(({kind, data}) => kind === 'intent' && data['workload'] === workload.name).map(({seq}) => seq)
  if (ours.length === 0) return 'none'
  const done = entries.some(
    ({kind, intent, data}) => kind === 'outcome' && intent !== undefined && ours.includes(intent) && data['state'] === 'done',
  )
  return done ? 'done' : 'intent'
}
