import type {Coordinator} from '../coordinator/coordinator.ts'
import {errorTable} from '../errors/index.ts'
import {livenessOf} from '../process/index.ts'
import {foldRun, processOf} from './fold-run.ts'
import {hasUnknown, type RunHistory} from './history.ts'

const errors = errorTable({
  RUN_UNKNOWN: {
    message: (id: string) => `The journal has no run ${id}.`,
    hint: () => 'ops runs list',
    exit: 'usage',
    meaning: 'The journal of this machine and user has no run of this name. Nothing was changed.',
  },
  RUN_NONE: {
    message: () => 'The journal is empty: no run has been recorded on this machine.',
    exit: 'usage',
    meaning: 'No command that changes something has been run with this state directory; another user or OPS_STATE_DIR has another journal.',
  },
})

/** The history of a run, by default of the latest. Throws RUN_UNKNOWN or RUN_NONE (exit 64). */
export async function readRun(coordinator: Coordinator, id?: string): Promise<RunHistory> {
  const wanted = id ?? (await coordinator.read({kinds: ['run.start']})).at(-1)?.run
  if (wanted === undefined) throw errors.RUN_NONE({})
  const history = await readHistory(coordinator, wanted)
  if (history === undefined) throw errors.RUN_UNKNOWN({}, wanted)
  return history
}

export interface RunFilter {
  /** Runs about this host. */
  host?: string
  /** Runs that were interrupted or hold an act with an unknown outcome. */
  unknown?: boolean
  /** The latest so many. */
  limit?: number
}

/** Runs, newest first. */
export async function listRuns(coordinator: Coordinator, filter: RunFilter = {}): Promise<RunHistory[]> {
  const {host, unknown = false, limit = Number.POSITIVE_INFINITY} = filter
  const starts = await coordinator.read({kinds: ['run.start']})
  const found: RunHistory[] = []
  for (const {run} of starts.reverse()) {
    if (found.length >= limit) break
    const history = await readHistory(coordinator, run)
    if (history === undefined || (unknown && !hasUnknown(history)) || (host !== undefined && !isAbout(history, host))) continue
    found.push(history)
  }
  return found
}

async function readHistory(coordinator: Coordinator, run: string): Promise<RunHistory | undefined> {
  const entries = await coordinator.read({run})
  const process = processOf(entries)
  return foldRun(entries, process === undefined ? 'unknown' : await livenessOf(process))
}

function isAbout({hosts, acts, notes}: RunHistory, host: string): boolean {
  return hosts.includes(host) || [...acts, ...notes].some((part) => part.host === host)
}
