import type {JournalEntry} from '../coordinator/coordinator.ts'
import {type ErrorJson, withCurrentCodes} from '../errors/index.ts'
import type {ProcessIdentity} from '../process/index.ts'
import type {ActState} from './run.ts'
import type {RecordedAct, RecordedNote, RunState, RunHistory} from './history.ts'

export type Liveness = 'alive' | 'gone' | 'unknown'

/** Folds the entries of one run, in order, into its history; undefined unless they begin with its start. */
export function foldRun(entries: readonly JournalEntry[], liveness: Liveness): RunHistory | undefined {
  const [start] = entries
  if (start?.kind !== 'run.start') return undefined
  const {argv = [], hosts = []} = start.data as {argv?: string[]; hosts?: string[]}
  const acts = new Map<number, RecordedAct>()
  const notes: RecordedNote[] = []
  let end: JournalEntry | undefined
  for (const entry of entries) {
    const {act, at} = entry
    const data = withCurrentCodes(entry.data, start.act)
    const where = entry.host === undefined ? {} : {host: entry.host}
    if (entry.kind === 'intent') acts.set(entry.seq, {act, ...where, state: 'unknown', intentAt: at, data})
    if (entry.kind === 'note') notes.push({note: act, ...where, at, data})
    if (entry.kind === 'outcome') addOutcome(acts.get(entry.intent ?? 0), {...entry, data})
    // A run that is resumed after its end is open again.
    if (isResume(entry)) end = undefined
    if (entry.kind === 'run.end') end = entry
  }
  const {state, ...result} = (withCurrentCodes(end?.data, start.act) ?? {state: openState[liveness]}) as {state: RunState}
  const ended = end === undefined ? {} : {endedAt: end.at}
  const {run: id, act: command, actor, at: startedAt} = start
  return {id, command, argv: wholeLine(command, argv), hosts, actor, startedAt, ...ended, state, acts: [...acts.values()], notes, result}
}

/** Older runs of evacuate kept the arguments without the command. */
function wholeLine(command: string, argv: readonly string[]): string[] {
  const words = command.split(' ')
  return argv[0] === words[0] ? [...argv] : [...words, ...argv]
}

/** The process that wrote to the run last. */
export function processOf(entries: readonly JournalEntry[]): ProcessIdentity | undefined {
  return entries.findLast((entry) => entry.kind === 'run.start' || isResume(entry))?.data['process'] as ProcessIdentity | undefined
}

const openState: Record<Liveness, RunState> = {alive: 'running', gone: 'interrupted', unknown: 'unknown'}

const isResume = (entry: JournalEntry) => entry.kind === 'note' && entry.act === 'run.resume'

function addOutcome(act: RecordedAct | undefined, {at, data}: JournalEntry): void {
  const {state, result, error} = data as {state: ActState; result?: Record<string, unknown>; error?: ErrorJson}
  if (act === undefined) return
  Object.assign(act, {state, outcomeAt: at}, result === undefined ? {} : {result}, error === undefined ? {} : {error})
}
