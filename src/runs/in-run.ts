import type {Coordinator, JournalEntry} from '../coordinator/coordinator.ts'
import {asOpsError, type ErrorJson, exitCodes} from '../errors/index.ts'
import type {Clock} from '../time/index.ts'
import type {ActState, Run, RunEndState} from './run.ts'
import {beginRun, reopenRun, type RunStart} from './start-run.ts'

/** Result of one host; `error` is absent when the host is done. */
interface HostOutcome {
  host: string
  error?: ErrorJson | undefined
}

export interface RunEnd<R> {
  /** Whether a host's result leaves its state unknown although every act has an outcome, such as a proof that did not hold. */
  isUnknown?: (result: R) => boolean
  /** What the journal keeps of the results at the end of the run; `{hosts: [{host, error}]}` when left out. */
  summary?: (results: readonly R[]) => Record<string, unknown>
}

interface RunDeps {
  coordinator: Coordinator
  clock: Clock
}

export interface HostResults<R> {
  /** Name of the run in the journal. */
  run: string
  hosts: R[]
}

/**
 * Does the work of a command within one run of the journal. How the run ends follows from its acts: an exception or a
 * failed host makes it `failed`, but `unknown` when an act has no outcome or an unknown one, and `refused` when no act was
 * begun because every host was refused. An act without an outcome makes every run `unknown`.
 */
export async function inRun<R extends HostOutcome>(
  {coordinator, clock}: RunDeps,
  start: Omit<RunStart, 'clock'>,
  action: (run: Run) => Promise<R[]>,
  end: RunEnd<R> = {},
): Promise<HostResults<R>> {
  return within(await beginRun(coordinator, {...start, clock}), action, end)
}

export interface RunContinuation extends Omit<RunStart, 'clock'> {
  /** The run of an earlier process. */
  run: string
}

/** The same as part of an earlier run; a run that this journal does not know (it was lost) begins under a new name. */
export async function continueRun<R extends HostOutcome>(
  {coordinator, clock}: RunDeps,
  {run, ...start}: RunContinuation,
  action: (run: Run) => Promise<R[]>,
  end: RunEnd<R> = {},
): Promise<HostResults<R>> {
  const known = (await coordinator.read({run, limit: 1})).length > 0
  return within(known ? await reopenRun(coordinator, run, start.argv) : await beginRun(coordinator, {...start, clock}), action, end)
}

async function within<R extends HostOutcome>(
  {run, openedAt}: {run: Run; openedAt: number},
  action: (run: Run) => Promise<R[]>,
  {isUnknown = () => false, summary = failures}: RunEnd<R>,
): Promise<HostResults<R>> {
  let results: R[]
  try {
    results = await action(run)
  } catch (error) {
    // A journal that cannot be written any more must not hide why the work ended: the run then reads as interrupted.
    await endAfterError(run, openedAt, error).catch(() => {})
    throw error
  }
  const acts = await actStates(run, openedAt)
  const errors = results.flatMap(({error}) => error ?? [])
  const hasFailed = errors.length > 0
  const doubtful = acts.includes('open') || results.some(isUnknown) || (hasFailed && acts.includes('unknown'))
  const failed = errors.length === results.length ? failedState(acts, errors) : 'failed'
  try {
    await run.end(doubtful ? 'unknown' : hasFailed ? failed : 'done', summary(results))
  } catch (error) {
    // What happened to each host must not be lost with the journal; the run then reads as interrupted.
    if (!hasFailed) throw error
  }
  return {run: run.id, hosts: results}
}

async function endAfterError(run: Run, openedAt: number, error: unknown): Promise<void> {
  const acts = await actStates(run, openedAt)
  const json = asOpsError(error).toJSON()
  const state = acts.includes('open') || acts.includes('unknown') ? 'unknown' : failedState(acts, [json])
  await run.end(state, {error: json})
}

/** Of a run whose every host failed with one of the errors. */
function failedState(acts: readonly unknown[], errors: readonly ErrorJson[]): RunEndState {
  return acts.length === 0 && errors.every(({exit}) => exit === exitCodes.refused) ? 'refused' : 'failed'
}

function failures(results: readonly HostOutcome[]): Record<string, unknown> {
  return {hosts: results.map(({host, error}) => (error === undefined ? {host} : {host, error}))}
}

/** State of each act since the run was opened; `open` without an outcome. */
async function actStates({id, coordinator}: Run, openedAt: number): Promise<(ActState | 'open')[]> {
  const entries = await coordinator.read({run: id, after: openedAt})
  const outcomes = new Map(entries.flatMap((entry) => (entry.kind === 'outcome' ? [[entry.intent, stateIn(entry)]] : [])))
  return entries.filter(({kind}) => kind === 'intent').map(({seq}) => outcomes.get(seq) ?? 'open')
}

const stateIn = ({data}: JournalEntry) => data['state'] as ActState
