import type {Clock} from '@ops/core/time'
import {type Outlet, type OutletStatus, readOutlets} from '../outlets/read-outlet.ts'

/** Watts of an outlet over several samples. */
export interface Draw {
  least: number
  most: number
}

/** By the id of the outlet, of those whose meter answered. */
export type Draws = Readonly<Record<string, Draw>>

/** Samples in a row, a second apart: a load that varies must not look like a fall later. */
const samples = 10
const pauseMs = 1000

/** The draws that these readings show. */
export function drawsOf(statuses: readonly OutletStatus[]): Draws {
  return Object.fromEntries(
    statuses.flatMap(({outlet, reading}) =>
      reading?.watts === undefined ? [] : [[outlet.supply.id, {least: reading.watts, most: reading.watts}]],
    ),
  )
}

export function joinDraws(one: Draws, other: Draws): Draws {
  const ids = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return Object.fromEntries(
    ids.map((id) => {
      const found = [one[id], other[id]].filter((draw) => draw !== undefined)
      return [id, {least: Math.min(...found.map(({least}) => least)), most: Math.max(...found.map(({most}) => most))}]
    }),
  )
}

/** Watches outlets for ten seconds; once only when none of them has a meter. */
export async function watchDraws(clock: Clock, outlets: readonly Outlet[], host: string, signal: AbortSignal): Promise<Draws> {
  let draws: Draws = {}
  for (let at = 0; at < samples; at++) {
    draws = joinDraws(draws, drawsOf(await readOutlets(outlets, host, signal)))
    if (Object.keys(draws).length === 0) break
    await clock.sleep(pauseMs, signal)
  }
  return draws
}
