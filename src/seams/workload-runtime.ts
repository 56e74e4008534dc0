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

/** One kind of work that can be told apart and moved: `process`, `service`, later runc, Podman, Incus. */
export interface WorkloadRuntime {
  kind: string
  /** Checks what stands beside `name` and `kind` in the inventory. */
  schema(): Promise<ZodType<Record<string, unknown>>>
  locate(workload: Workload, transport: Transport, signal: AbortSignal): Promise<WorkloadPresence>
  /** How it is moved; a kind without it can be told apart only. */
  mover?(): Promise<WorkloadMover>
}

/** One reason why a workload cannot be moved as things are. */
export interface MoveObstacle {
  host: string
  /** One sentence that names host and cause. */
  message: string
  /** The next command or edit. */
  hint: string
}

/** What a look at both hosts found; nothing was touched. */
export interface MoveSurvey {
  obstacles: MoveObstacle[]
  /** What does not stop it, but what its owner should know. */
  notes: string[]
  /** What would be done, in order. */
  plan: string[]
  /** Bytes that will be sent, as well as they can be foretold. */
  bytes: number
  /** Whatever the mover must remember: JSON, kept in the records of both hosts. */
  ticket: Record<string, unknown>
}

export interface MoveInput {
  workload: Workload
  source: Transport
  destination: Transport
  /** Folder for memory images on both hosts, instead of beside the records. */
  images?: string
  clock: Clock
}

/** One move under way. The engine keeps records and epochs; the mover acts on the work itself. */
export interface Move extends MoveInput {
  /** Folder of this move's record on both hosts; a mover keeps its own files below it. */
  record: string
  /** Fencing number: a target refuses whoever comes with a lower one than it has seen. */
  epoch: number
  ticket: Record<string, unknown>
  progress: ProgressTask
}

/**
 * The work at the host that it leaves. `holding`: on the way to be held. `stored`: held, its processes are gone (the host
 * went down), but what was saved of it is whole. `absent`: it is not there, and cannot run.
 */
export type SourceState = 'running' | 'holding' | 'held' | 'stored' | 'absent' | 'unknown'

/**
 * The copy at the host that it goes to. `staged`: what it is made of has arrived and is verified. `making`: on the way to
 * be prepared. `prepared`: complete and unable to run until it is started. `failed`: remains of an attempt.
 */
export type DestinationState = 'none' | 'staged' | 'making' | 'prepared' | 'running' | 'failed' | 'unknown'

export interface WorkAt<S> {
  state: S
  /** One sentence with the evidence. */
  detail: string
}

/**
 * Moves work in two phases. Every method can be called again after a crash at any moment; one that returns has seen the
 * state that it names, one that cannot throws. Until `start` the destination must not run; until `recover` or `release`
 * a held source must stay held whatever dies.
 */
export interface WorkloadMover {
  survey(input: MoveInput, signal: AbortSignal): Promise<MoveSurvey>
  source(move: Move, signal: AbortSignal): Promise<WorkAt<SourceState>>
  destination(move: Move, signal: AbortSignal): Promise<WorkAt<DestinationState>>
  /** running -> held */
  hold(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** none -> staged */
  ship(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** staged -> prepared */
  prepare(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** prepared -> running; only after COMMIT. `outage` in the answer is milliseconds, with `measured` telling from where to where. */
  start(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** Source: held -> absent, for ever; only after the destination was seen running. */
  release(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** Destination: anything -> none, proved. */
  destroy(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** Source: held or on the way there -> running. */
  recover(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
  /** Removes what a settled move left on a host besides the record: images, empty cgroups. */
  tidy(move: Move, host: 'source' | 'destination', signal: AbortSignal): Promise<void>
}
