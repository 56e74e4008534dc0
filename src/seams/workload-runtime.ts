import type {ZodType} from 'zod'
import type {ProgressTask} from '../progress/index.ts'
import type {Workload} from '../inventory/inventory.ts'
import type {Clock} from '../time/clock.ts'
import type {Transport} from '../transport/transport.ts'

/** Whether a declared workload runs on a host, and which of the host's processes, units and containers it accounts for. */
export interface WorkloadPresence {
  state: 'running' | 'held' | 'absent' | 'unknown'
  /** Every process of it, so that discovery does not call them undeclared. */
  pids: number[]
  units: string[]
  containers: string[]
  /** One sentence with the evidence. */
  detail: string
}

/** One kind of work that can be located and moved: `process`, `service`, later runc, Podman, Incus. */
export interface WorkloadRuntime {
  kind: string
  /** Checks the keys beside `name` and `kind` in the inventory. */
  schema(): Promise<ZodType<Record<string, unknown>>>
  locate(workload: Workload, transport: Transport, signal: AbortSignal): Promise<WorkloadPresence>
  /** How it is moved; a kind without it can only be located. */
  mover?(): Promise<WorkloadMover>
}

/** One reason why a workload cannot be moved now. */
export interface MoveObstacle {
  host: string
  /** One sentence that names host and cause. */
  message: string
  /** The next command or edit. */
  hint: string
}

/** What a survey of both hosts found; it changes nothing. */
export interface MoveSurvey {
  obstacles: MoveObstacle[]
  /** What does not prevent the move, but what its owner should know. */
  notes: string[]
  /** What would be done, in order. */
  plan: string[]
  /** Estimate of the bytes that will be sent. */
  bytes: number
  /** What the mover needs to know later: JSON, kept in the records of both hosts (there under the key `ticket`). */
  migrationContext: Record<string, unknown>
}

export interface MoveInput {
  workload: Workload
  source: Transport
  destination: Transport
  /** Folder for memory images on both hosts, instead of beside the records. */
  images?: string
  clock: Clock
}

/** One move in progress. The engine keeps records and epochs; the mover acts on the work itself. */
export interface Move extends MoveInput {
  /** Folder of this move's record on both hosts; a mover keeps its own files below it. */
  record: string
  /** Fencing number: a host refuses every command with a lower one than it has seen. */
  epoch: number
  migrationContext: Record<string, unknown>
  progress: ProgressTask
}

/**
 * The work at its source. `holding`: about to be held. `stored`: held, its processes are gone (the host went down), but its
 * images are whole. `lost`: held, and both its processes and its images are gone. `absent`: it does not exist there and cannot
 * run.
 */
export type SourceState = 'running' | 'holding' | 'held' | 'stored' | 'lost' | 'absent' | 'unknown'

/**
 * The copy at the destination. `staged`: its images and files have arrived and are verified. `stored`: they arrived before the
 * host was restarted, and `prepare` verifies them again. `making`: about to be prepared. `prepared`: complete, and unable to run
 * until it is started. `failed`: remains of an attempt.
 */
export type DestinationState = 'none' | 'staged' | 'stored' | 'making' | 'prepared' | 'running' | 'failed' | 'unknown'

export interface WorkAt<S> {
  state: S
  /** Of a failed attempt at the destination: what has arrived is still there, so that another attempt is possible. */
  images?: boolean
  /** One sentence with the evidence. */
  detail: string
}

/**
 * Moves work in two phases. Every method can be called again after a crash at any moment. A method that returns has seen
 * the state that it names; otherwise it throws. Until `start` the destination must not run; until `recover` or `release` a
 * held source must stay held, whichever process or host dies.
 */
export interface WorkloadMover {
  survey(input: MoveInput, signal: AbortSignal): Promise<MoveSurvey>
  probeSource(move: Move, signal: AbortSignal): Promise<WorkAt<SourceState>>
  probeDestination(move: Move, signal: AbortSignal): Promise<WorkAt<DestinationState>>
  /** running -> held */
  hold(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** none -> staged */
  ship(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** staged -> prepared */
  prepare(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** prepared -> running; only after COMMIT. */
  start(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** Source: held -> absent, for good; only after the destination was seen running. */
  release(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** Destination: any state -> none, proved. With `keepImages` what has arrived stays, because it may be the only copy. */
  destroy(move: Move, signal: AbortSignal, options?: {keepImages?: boolean}): Promise<Record<string, unknown>>
  /** Source: held or holding -> running. */
  recover(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** One sentence with the commands by which a person ends or lets go what is held on a host; undefined when nothing is. */
  describeHeld?(move: Move, host: 'source' | 'destination', state: SourceState | DestinationState): string | undefined
  /** Removes what a finished move left on a host besides the record: images, empty cgroups. */
  tidy(move: Move, host: 'source' | 'destination', signal: AbortSignal): Promise<void>
}
