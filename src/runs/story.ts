import type {ErrorJson} from '../errors/index.ts'
import type {ActState} from './run.ts'

export interface ActStory {
  act: string
  host?: string
  /** `unknown` also while it runs: nobody has seen how it ended. */
  state: ActState
  intentAt: string
  outcomeAt?: string
  /** What was meant, as the intent says. */
  data: Record<string, unknown>
  /** What came of it. */
  result?: Record<string, unknown>
  error?: ErrorJson
}

export interface NoteStory {
  note: string
  host?: string
  at: string
  data: Record<string, unknown>
}

/** `interrupted`: it did not end, and its process is gone. `unknown` also for an open run of another machine. */
export type RunState = ActState | 'running' | 'interrupted'

/** One run as the journal tells it. */
export interface RunStory {
  id: string
  command: string
  argv: string[]
  hosts: string[]
  actor: string
  startedAt: string
  endedAt?: string
  state: RunState
  acts: ActStory[]
  notes: NoteStory[]
  /** What the run left at its end, beside its state. */
  result: Record<string, unknown>
}

/** Is there anything about this run that somebody should look into? */
export function hasUnknown({state, acts}: RunStory): boolean {
  return state === 'unknown' || state === 'interrupted' || (state !== 'running' && acts.some((act) => act.state === 'unknown'))
}
