import type {OlderState, Side} from './move-view.ts'

/** Why no step may be taken. */
export type Stop =
  | {stop: 'ended' | 'nothing-left' | 'aborting' | 'committed' | 'unrecorded' | 'closed'}
  /** The source has no power, and nothing of the work has arrived at the destination. */
  | {stop: 'source-off'; why: string}
  /** Held at the source, and its processes and images are gone: nothing is left to continue from. */
  | {stop: 'images-gone'; why: string}
  /** The copy ran (or may have run) and is gone; an older state is left. */
  | {stop: 'lost'; older: OlderState; may: boolean}
  /** Committed; its start had begun at the destination, where it is proven not to run now. The source still holds it. */
  | {stop: 'not-started'}
  /** Committed and not running at the destination, but running at the source: it was started there from outside. */
  | {stop: 'source-runs'; started: boolean}
  /** Where the only copy is: as images at the source, or at the destination. */
  | {stop: 'only-copy'; at: Side}
  /** The move is committed to a destination that runs nothing any more. */
  | {stop: 'destination-gone'; why: string}
  /** The host does not answer. */
  | {stop: 'unknown'; side: Side; why: string}
  /** The host answers, and its answer does not tell whether the work runs there. */
  | {stop: 'unclear'; side: Side; why: string}

export interface StepOptions {
  /** The operator accepts a loss: to continue from an older state although the copy ran, or to delete the only copy. */
  withLoss: boolean
}

export const isStop = <S extends string>(step: S | Stop): step is Stop => typeof step === 'object'

export const unknownAt = (side: Side, why: string): Stop => ({stop: 'unknown', side, why})

export const unclearAt = (side: Side, why: string): Stop => ({stop: 'unclear', side, why})
