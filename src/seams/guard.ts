import type {Host} from '../inventory/inventory.ts'
import type {Run} from '../runs/run.ts'
import type {Services} from './services.ts'

/** One thing that stands in the way of a destructive act, with what to do about it. */
export interface Finding {
  host: string
  /** SCREAMING_SNAKE, from the guard's error table. */
  code: string
  /** One sentence that names host and cause. */
  message: string
  /** The next command or edit. */
  hint: string
  /** May `--force REASON` pass it? Work that would be lost may; cutting ops' own machine may not. */
  forcible: boolean
}

export interface GuardReport {
  guard: string
  host: string
  /** Nothing found: the evidence in words, e.g. `no workload runs (3 probes)`. */
  evidence?: string
  findings: Finding[]
  /** What `clear` would do, in order, for `--dry-run`. */
  plan: string[]
}

export interface GuardContext {
  services: Services
  run: Run
  /** `power.off`, `power.cycle`, … */
  act: string
  signal: AbortSignal
  /**
   * Acts' own wishes, such as `evacuate.to`. Power adds `cutting` (every host on the outlets that open) and `together` (every
   * host that goes off in the same command): no work should be moved to either; and `down` (hosts that an earlier run has shut
   * down once its guards had passed, and that are silent since): nothing can run there.
   */
  options: Readonly<Record<string, unknown>>
}

/**
 * Asked before every destructive act, for every host that the act reaches. `check` only reads: a finding refuses the act,
 * a plan without findings says what `clear` will do. `clear` makes the host safe (evacuation moves the work away) and is
 * followed by a fresh `check`, which must find and plan nothing.
 */
export interface Guard {
  readonly name: string
  /** Lower is asked and cleared first; evacuation is 10. */
  readonly order: number
  check(host: Host, context: GuardContext): Promise<GuardReport>
  clear?(host: Host, report: GuardReport, context: GuardContext): Promise<void>
}
