import {foldHosts} from '@ops/core/hostset'
import {maintenanceSentence} from '@ops/core/maintenance'
import {gather, tableRows} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'
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
  const rowsAndSteps = tableRows(rows, columns).flatMap((row, at) => [row, ...nextLine(results[at])])
  return joinLines([...rowsAndSteps, ...(assumed.length === 0 ? [] : [note])])
}

/** `node[1-7]: on` instead of a line each; the next step for the first host of each error. */
export function renderGathered(results: readonly PowerResult[]): string {
  const groups = gather(
    results.map(({host, power, error}) => ({
      host,
      text: error === undefined ? power : `${power}: ${error.message}`,
      exit: error?.exit ?? 0,
    })),
  )
  const first = [...new Map(results.toReversed().map((result) => [result.error?.code, result])).values()].toReversed()
  return [groups, joinLines(first.flatMap(nextLine))].filter((text) => text !== '').join('\n')
}

function nextLine(result: PowerResult | undefined): string[] {
  const hint = result?.error?.hint
  return hint === undefined ? [] : [`  Next: ${hint}`]
}
