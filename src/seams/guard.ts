import type {Host} from '../inventory/inventory.ts'
import type {Run} from '../runs/run.ts'
import type {Services} from './services.ts'

/** One reason not to do a destructive act, with the next step. */
export interface Finding {
  host: string
  /** SCREAMING_SNAKE, from the guard's error table. */
  code: string
  /** One sentence that names host and cause. */
  message: string
  /** The next command or edit. */
  hint: string
  /** Whether `--force REASON` overrides it: work that would be lost, yes; cutting the machine that runs ops, no. */
  forcible: boolean
  /** The host did not answer, so what runs on it could not be read: with a reason, its shutdown is tried all the same. */
  hostSilent?: true
}

export interface GuardReport {
  guard: string
  host: string
  /** Nothing found: the evidence in words, e.g. `no workload runs (3 probes)`. */
  evidence?: string
  findings: Finding[]
  /** What `clear` would do, in order, for `--dry-run`. A guard without `clear` plans nothing. */
  plan: string[]
  /** What the act brings about and loses nothing, one sentence each without its full stop. It is printed once, and refuses nothing. */
  notices?: readonly string[]
}

/** Which hosts lose their power in an act. */
export interface PowerCut {
  /** Every host on the outlets that open, whether it was named or not. No work may be moved to it. */
  readonly hosts: readonly string[]
  /** Every host that the same command switches off. No work may be moved to it either. */
  readonly together: readonly string[]
  /** Hosts that an earlier run shut down after its guards had passed, and that are silent since: nothing can run there. */
  readonly alreadyDown: readonly string[]
  /** Only in a plan (`--dry-run`): hosts that are on now and would be off when their turn comes. */
  readonly plannedOff: readonly string[]
}

/** For acts that take no power away. */
export const noCut: PowerCut = {hosts: [], together: [], alreadyDown: [], plannedOff: []}

/** How the user wants the work of a host to be moved away. */
export interface EvacuationRequest {
  /** Host set that takes the work, in place of the inventory's. */
  readonly to?: string
}

export interface GuardContext {
  services: Services
  run: Run
  /** `power.off`, `power.cycle`, … */
  act: string
  signal: AbortSignal
  cut: PowerCut
  evacuation: EvacuationRequest
  /** Hosts whose names the user typed once more (`--confirm`): a protected one may be cut with a reason. */
  confirmed?: readonly string[]
}

/**
 * Asked before every destructive act, for every host that the act reaches. `check` only reads: a finding refuses the act,
 * a plan without findings says what `clear` will do. `clear` makes the host safe (evacuation moves the work away) and is
 * followed by a fresh `check`, which must find and plan nothing. A guard without `clear` finds, or gives notice.
 */
export interface Guard {
  readonly name: string
  /** Lower is asked and cleared first: self-cut 0, protect 2, dependants 4, maintenance 8, evacuation 10, undeclared work 30. */
  readonly order: number
  check(host: Host, context: GuardContext): Promise<GuardReport>
  clear?(host: Host, report: GuardReport, context: GuardContext): Promise<void>
}
