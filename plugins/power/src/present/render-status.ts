import {foldHosts} from '@ops/core/hostset'
import {maintenanceSentence} from '@ops/core/maintenance'
import {gather, tableRows} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'
import {formatWatts} from '../proofs/relay-proof.ts'
import type {StatusResult} from '../status/read-status.ts'

export function renderStatus(results: readonly StatusResult[], columns?: number): string {
  const shown = results.filter(({power}) => power !== 'none')
  const rows = shown.map(({host, power, outlets = [], error, maintenance}) => [
    host,
    power,
    outlets.map(({outlet, state, watts}) => `${outlet} ${state}${watts === undefined ? '' : ` ${formatWatts(watts)}`}`).join(', '),
    [error?.message, maintenance === undefined ? undefined : `${host} ${maintenanceSentence(maintenance)}`].filter(Boolean).join(' '),
  ])
  const bare = results.filter(({power}) => power === 'none').map(({host}) => host)
  const none = `${foldHosts(bare)} ${bare.length === 1 ? 'has' : 'have'} no outlet in the inventory.`
  const rowsAndSteps = tableRows(rows, columns).flatMap((row, at) => [row, ...nextLine(shown[at])])
  return joinLines([...rowsAndSteps, ...(bare.length === 0 ? [] : [none]), ...assumedNote(results)])
}

/** `node[1-7]: on` instead of a line each; the next step for the first host of each error. */
export function renderGathered(results: readonly StatusResult[]): string {
  const groups = gather(
    results.map(({host, power, error}) => ({
      host,
      text: error === undefined ? (power === 'none' ? 'no outlet in the inventory' : power) : `${power}: ${error.message}`,
      exit: error?.exit ?? 0,
    })),
  )
  const first = [...new Map(results.toReversed().map((result) => [result.error?.code, result])).values()].toReversed()
  return [groups, joinLines([...first.flatMap(nextLine), ...assumedNote(results)])].filter((text) => text !== '').join('\n')
}

/** Machines that count as off although their wiring was never shown. */
function assumedNote(results: readonly StatusResult[]): string[] {
  const assumed = results.filter(({power, wiring}) => power === 'off' && wiring === 'assumed').map(({host}) => host)
  if (assumed.length === 0) return []
  return [`The wiring of ${foldHosts(assumed)} is assumed from the inventory; ops power identify HOST proves it.`]
}

function nextLine(result: Pick<StatusResult, 'error'> | undefined): string[] {
  const hint = result?.error?.hint
  return hint === undefined ? [] : [`  Next: ${hint}`]
}
