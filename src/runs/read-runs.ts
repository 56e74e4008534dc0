import type {Coordinator} from '../coordinator/coordinator.ts'
import {errorTable} from '../errors/index.ts'
import {livenessOf} from '../process/index.ts'
import {foldRun, processOf} from './fold-run.ts'
import {hasUnknown, type RunStory} from './story.ts'

const errors = errorTable({
  RUN_UNKNOWN: {
    message: (id: string) => `The journal knows no run ${id}.`,
    hint: () => 'ops runs list',
    exit: 'usage',
  },
  RUN_NONE: {
    message: () => 'The journal is empty: no run has been recorded on this machine.',
    exit: 'usage',
  },
})

/** The story of a run, by default of the latest. Throws RUN_UNKNOWN or RUN_NONE (exit 64). */
export async function readRun(coordinator: Coordinator, id?: string): Promise<RunStory> {
  const wanted = id ?? (await coordinator.read({kinds: ['run.start']})).at(-1)?.run
  if (wanted === undefined) throw errors.RUN_NONE({})
  const story = await readStory(coordinator, wanted)
  if (story === undefined) throw errors.RUN_UNKNOWN({}, wanted)
  return story
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
export async function listRuns(coordinator: Coordinator, filter: RunFilter = {}): Promise<RunStory[]> {
  const {host, unknown = false, limit = Number.POSITIVE_INFINITY} = filter
  const starts = await coordinator.read({kinds: ['run.start']})
  const found: RunStory[] = []
  for (const {run} of starts.reverse()) {
    if (found.length >= limit) break
    const story = await readStory(coordinator, run)
    if (story === undefined || (unknown && !hasUnknown(story)) || (host !== undefined && !isAbout(story, host))) continue
    found.push(story)
  }
  return found
}

async function readStory(coordinator: Coordinator, run: string): Promise<RunStory | undefined> {
  const entries = await coordinator.read({run})
  const process = processOf(entries)
  return foldRun(entries, process === undefined ? 'unknown' : await livenessOf(process))
}

function isAbout({hosts, acts, notes}: RunStory, host: string): boolean {
  return hosts.includes(host) || [...acts, ...notes].some((part) => part.host === host)
}
