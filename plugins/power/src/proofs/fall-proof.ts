import type {PowerReading, Proof} from '@ops/core/seams'
import type {Clock} from '@ops/core/time'
import {type OutletStatus, noLoadWatts, readOutlet} from '../outlets/read-outlet.ts'
import type {Draw} from './draw.ts'
import {formatWatts} from './relay-proof.ts'

/** Watts. A load below this cannot be told from the noise of a meter, so its fall proves nothing. */
export const leastWatts = 1
/** Share of the draw that a machine leaves at most when it has shut down: network card and management controller stay awake. */
const leftShare = 0.5
/** The same where other machines on the outlet run on. The fall must also be twice what the draw varied by before. */
const leftShareOfMany = 0.9
const variations = 2
/** Milliseconds: a machine leaves the network before it has ended, and meters lag behind. */
export const fallMs = 30_000
const pauseMs = 1000
/** Readings in a row, so that a load that varies is not taken for a machine that has ended. */
const lowReadings = 2
/** Milliseconds for which the draw of an outlet that is not proven stays low. */
const holdMs = 10_000

export interface Fall {
  /** Undefined: there is no meter, or too little load to tell. */
  proof?: Proof
  /** The meter has answered before the shutdown and after it, if there is one with a load, and its plug did not restart in between. */
  isSeen: boolean
}

export interface FallInput {
  outlet: OutletStatus
  /** The draw before the shutdown; undefined without a meter. */
  before: Draw | undefined
  /** Whether other machines on the outlet run on. */
  isShared: boolean
  /** Machines that shut down on this outlet at the same time. */
  others: readonly string[]
  /** The outlet was shown before to feed the machine. */
  isProven: boolean
}

/** Watts that an outlet may draw at most after the shutdown. */
export function mostAfter({least, most}: Draw, isShared: boolean): number {
  if (least < leastWatts) return noLoadWatts
  return isShared ? Math.min(least * leftShareOfMany, least - variations * (most - least)) : least * leftShare
}

/**
 * Whether the draw of an outlet fell when its machine shut down, while the relay is still closed: this ties the outlet to the machine.
 * False: it did not fall in time. Unknown: it fell, and other machines may have caused it.
 */
export async function proveFall(
  clock: Clock,
  {outlet: {outlet, reading: first}, before, isShared, others, isProven}: FallInput,
  host: string,
  signal: AbortSignal,
): Promise<Fall> {
  const {id} = outlet.supply
  const fall = (holds: Proof['holds'], detail: string, isSeen = true): Fall => ({
    proof: {kind: 'wiring', holds, detail: `${id}: ${detail}`},
    isSeen,
  })
  const growing = onTimes(first)
  const read = async () => {
    const {reading, error} = await readOutlet(outlet, host, signal)
    if (error?.code === 'POWER_PLUG_CHANGED') throw error
    growing.add(reading)
    return reading?.watts
  }
  let watts = await read()
  const interrupted = () => fall('unknown', `its plug restarted, or its relay opened, as ${host} shut down: ${growing.shorter}`, false)
  if (before === undefined) {
    if (watts === undefined || watts < leastWatts) return {isSeen: true}
    return fall('unknown', `${formatWatts(watts)} after ${host} shut down, and no reading before it`, false)
  }
  // The meter of a plug that restarts begins anew, and shows no load for a while.
  if (growing.shorter !== undefined) return interrupted()
  if (before.least < leastWatts) return {isSeen: true}
  const most = mostAfter(before, isShared)
  const end = clock.monotonic() + fallMs
  let after: number | undefined
  for (let low = 0, since = clock.monotonic(); ; await clock.sleep(pauseMs, signal), watts = await read()) {
    if (growing.shorter !== undefined) return interrupted()
    after = watts ?? after
    const isLow = watts !== undefined && watts <= most
    if (!isLow || low === 0) since = clock.monotonic()
    low = isLow ? low + 1 : 0
    const now = clock.monotonic()
    const hasFallen = low >= lowReadings && (isProven || now - since >= holdMs)
    if (!hasFallen && (low > 0 || now < end)) continue
    // A meter that stopped to answer proves nothing.
    if (!hasFallen && watts === undefined) return fall('unknown', `the meter did not answer after ${host} shut down`, false)
    const detail = `${formatWatts(before.least)} before ${host} shut down, ${formatWatts(after ?? 0)} after it`
    if (!hasFallen) return fall(false, detail)
    if (others.length > 0) return fall('unknown', `${detail}; ${others.join(', ')} shut down at the same time`)
    if ((after ?? 0) > before.least * leftShare) return fall('unknown', `${detail}; other machines on it run on`)
    return fall(true, detail)
  }
}

/** The on-times of a relay that stays closed: they grow, unless the plug restarts or the relay opens in between. */
function onTimes(first: PowerReading | undefined) {
  let longest = first?.onForS
  return {
    shorter: undefined as string | undefined,
    add(reading: PowerReading | undefined) {
      const {onForS} = reading ?? {}
      if (onForS === undefined) return
      if (longest !== undefined && onForS < longest) this.shorter = `on for ${longest} s before, ${onForS} s after it`
      longest = Math.max(longest ?? 0, onForS)
    },
  }
}
