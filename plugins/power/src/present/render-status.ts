import {gather, table} from '@ops/core/cli'
import type {PowerResult} from '../runs/power-result.ts'
import type {PowerStatus} from '../status/read-status.ts'
import {showWatts} from '../proofs/relay-proof.ts'

export function showStatus(results: readonly (PowerResult & Partial<PowerStatus>)[]): string {
  const rows = results.map(({host, power, outlets = [], error}) => [
    host,
    power,
    outlets.map(({outlet, state, watts}) => `${outlet} ${state}${watts === undefined ? '' : ` ${showWatts(watts)}`}`).join(', '),
    error?.message ?? '',
  ])
  return table(rows)
}

/** `node[1-7]: on` instead of a line each. */
export function gatherStatus(results: readonly PowerResult[]): string {
  return gather(
    results.map(({host, power, error}) => ({
      host,
      text: error === undefined ? power : `${power}: ${error.message}`,
      exit: error?.exit ?? 0,
    })),
  )
}
