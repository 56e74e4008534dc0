import {foldHosts} from '@ops/core/hostset'
import {maintenanceSentence} from '@ops/core/maintenance'
import {gather, table} from '@ops/core/text'
import {formatWatts} from '../proofs/relay-proof.ts'
import type {PowerResult} from '../runs/power-result.ts'
import type {StatusResult} from '../status/read-status.ts'

export function renderStatus(results: readonly StatusResult[], columns?: number): string {
  const rows = results.map(({host, power, outlets = [], error, maintenance}) => [
    host,
    power,
    outlets.map(({outlet, state, watts}) => `${outlet} ${state}${watts === undefined ? '' : ` ${formatWatts(watts)}`}`).join(', '),
    [error?.message, maintenance === undefined ? undefined : `${host} ${maintenanceSentence(maintenance)}`].filter(Boolean).join(' '),
  ])
  const assumed = results.filter(({power, wiring}) => power === 'off' && wiring === 'assumed').map(({host}) => host)
  const note = `The wiring of ${foldHosts(assumed)} is assumed from the inventory; ops power identify HOST proves it.`
  return [table(rows, undefined, columns), ...(assumed.length === 0 ? [] : [note])].join('\n')
}

/** `node[1-7]: on` instead of a line each. */
export function renderGathered(results: readonly PowerResult[]): string {
  return gather(
    results.map(({host, power, error}) => ({
      host,
      text: error === undefined ? power : `${power}: ${error.message}`,
      exit: error?.exit ?? 0,
    })),
  )
}
