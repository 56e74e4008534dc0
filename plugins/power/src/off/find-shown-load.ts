import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import type {OutletStatus} from '../outlets/read-outlet.ts'
import {readWiring} from '../outlets/wiring.ts'
import type {Draws} from '../proofs/draw.ts'
import {fallMs, mostAfter, proveFall} from '../proofs/fall-proof.ts'
import {formatWatts} from '../proofs/relay-proof.ts'
import {showsNothing} from './require-fall.ts'
import {shutdownPlan} from './shut-down-host.ts'

export interface ShownLoadInput {
  host: Host
  /** Readings of the outlets that feed it. */
  statuses: readonly OutletStatus[]
  /** When it was told to shut down (ISO 8601), and what its outlets drew before. */
  command: {at: string; draws: Draws}
  /** Whether to wait for a machine that has left the network and has not ended. */
  wait: boolean
  hard: boolean
  isShared: boolean
}

/**
 * Finds an outlet that draws what it drew before an earlier shutdown: if it is proven, its machine runs, whatever its network says.
 * Undefined when there is none, and for one whose wiring is assumed, unless nothing will compare it with the meter later (`hard`).
 */
export async function findShownLoad(
  services: Services,
  {host, statuses, command: {at, draws}, wait, hard, isShared}: ShownLoadInput,
  signal: AbortSignal,
): Promise<{detail: string; isProven: boolean} | undefined> {
  const {clock} = services
  const {deadlineMs, settleMs} = shutdownPlan(host) ?? {deadlineMs: 0, settleMs: 0}
  const mayBeEnding = clock.now() - Date.parse(at) <= deadlineMs + settleMs + fallMs
  for (const status of statuses) {
    const {id} = status.outlet.supply
    const [draw, watts] = [draws[id], status.reading?.watts]
    if (draw === undefined || watts === undefined || watts <= mostAfter(draw, isShared)) continue
    const isProven = (await readWiring(services, host.name, [status])) === 'proven'
    if ((!isProven && !hard) || (await showsNothing(services, host, status))) continue
    if (!wait && mayBeEnding) continue
    if (!wait) return {detail: `${id}: ${formatWatts(draw.least)} before, ${formatWatts(watts)} now`, isProven}
    const {proof} = await proveFall(clock, {outlet: status, before: draw, isShared, others: [], isProven: true}, host.name, signal)
    if (proof?.holds === false) return {detail: proof.detail, isProven}
  }
  return undefined
}
