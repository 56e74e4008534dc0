import type {Proof} from '@ops/core/seams'
import type {Clock} from '@ops/core/time'
import {type OutletStatus, readOutlet} from '../outlets/read-outlet.ts'
import {formatWatts} from './relay-proof.ts'

/** Watts. A load below this cannot be told from the noise of a meter, so its fall proves nothing. */
export const leastWatts = 1
/** Share of the draw that a machine leaves at most when it has shut down: network card and management controller stay awake. */
const leftShare = 0.5
/** The same where other machines on the outlet run on. */
const leftShareOfMany = 0.9
/** Milliseconds: a machine leaves the network before it has ended, and meters lag behind. */
const timeoutMs = 30_000
const pauseMs = 1000
/** Readings in a row, so that a load that varies is not taken for a machine that has ended. */
const lowReadings = 2

export interface FallInput {
  outlet: OutletStatus
  /** The draw before the shutdown; undefined without a meter. */
  before: number | undefined
  /** Whether other machines on the outlet run on. */
  isShared: boolean
}

/**
 * Whether the draw of an outlet fell when its machine shut down, while the relay is still closed: this ties the outlet to the machine.
 * False: it did not fall in time, so the outlet feeds something else. Undefined: there is no meter, or too little load to tell.
 */
export async function proveFall(
  clock: Clock,
  {outlet: {outlet}, before, isShared}: FallInput,
  host: string,
  signal: AbortSignal,
): Promise<Proof | undefined> {
  if (before === undefined || before < leastWatts) return undefined
  const most = before * (isShared ? leftShareOfMany : leftShare)
  const end = clock.monotonic() + timeoutMs
  let after: number | undefined
  for (let low = 0; ; await clock.sleep(pauseMs, signal)) {
    const {watts} = (await readOutlet(outlet, host, signal)).reading ?? {}
    after = watts ?? after
    low = watts !== undefined && watts <= most ? low + 1 : 0
    const isOver = clock.monotonic() >= end
    if (low < lowReadings && !isOver) continue
    // A meter that stopped to answer proves nothing.
    if (low < lowReadings && (after === undefined || watts === undefined)) return undefined
    const detail = `${outlet.supply.id}: ${formatWatts(before)} before ${host} shut down, ${formatWatts(after ?? 0)} after it`
    return {kind: 'wiring', holds: low >= lowReadings, detail}
  }
}
