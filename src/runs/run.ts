import type {Coordinator, JournalEntry} from '../coordinator/coordinator.ts'

/** The outcome of an act. `unknown` is reported as such, never guessed. */
export type ActState = 'done' | 'failed' | 'unknown'

/** How a run ends; `refused` when nothing was begun, because every host was refused (exit 5). */
export type RunEndState = ActState | 'refused'

export interface ActOptions {
  host?: string
  data?: Record<string, unknown>
  /** Which thrown errors leave the act unknown instead of failed. */
  unknownWhen?: (error: unknown) => boolean
}

/** One command in the journal: `act` writes the intent (fsync), does the act, writes the outcome. */
export interface Run {
  readonly id: string
  readonly coordinator: Coordinator
  act<T extends Record<string, unknown> | void>(act: string, options: ActOptions, action: () => Promise<T>): Promise<T>
  /** `data.text`, one line, is what `ops runs show` prints of it. */
  note(act: string, data: Record<string, unknown>, host?: string): Promise<JournalEntry>
  end(state: RunEndState, data?: Record<string, unknown>): Promise<void>
}
