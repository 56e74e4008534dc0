import type {ErrorJson} from '../errors/index.ts'
import type {ActState, RunEndState} from './run.ts'

export interface RecordedAct {
  act: string
  host?: string
  /** `unknown` also while it runs. */
  state: ActState
  intentAt: string
  outcomeAt?: string
  /** Data of the intent. */
  data: Record<string, unknown>
  /** Data of the outcome. */
  result?: Record<string, unknown>
  error?: ErrorJson
}

export interface RecordedNote {
  note: string
  host?: string
  at: string
  data: Record<string, unknown>
}

/** `interrupted`: it did not end, and its process is gone. `unknown` also for an open run of another machine. */
export type RunState = RunEndState | 'running' | 'interrupted'

/** One run as recorded in the journal. */
export interface RunHistory {
  id: string
  command: string
  /** The whole command without `ops`: `['power', 'off', 'node1']`. */
  argv: string[]
  hosts: string[]
  actor: string
  startedAt: string
  endedAt?: string
  state: RunState
  acts: RecordedAct[]
  notes: RecordedNote[]
  /** What the run left at its end, beside its state. */
  result: Record<string, unknown>
}

/** Whether something about this run has to be checked by a person. */
export function hasUnknown({state, acts}: RunHistory): boolean {
  return state === 'unknown' || state === 'interrupted' || (state !== 'running' && acts.some((act) => act.state === 'unknown'))
}
