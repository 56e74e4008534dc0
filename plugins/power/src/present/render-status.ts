import {foldHosts} from '@ops/core/hostset'
import {maintenanceSentence} from '@ops/core/maintenance'
import {gather, tableRows} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'
import {formatWatts} from '../proofs/relay-proof.ts'
import type {StatusResult} from '../status/read-status.ts'
import {howToProve, type KnownHosts, refutedNote} from './wiring-note.ts'

export function renderStatus(results: readonly StatusResult[], inventory?: KnownHosts, columns?: number): string {
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
  return joinLines([...rowsAndSteps, ...(bare.length === 0 ? [] : [none]), ...wiringNotes(results, inventory)])
}

/** `node[1-7]: on` instead of a line each; the next step for the first host of each error. */
export function renderGathered(results: readonly StatusResult[], inventory?: KnownHosts): string {
  const groups = gather(
    results.map(({host, power, error}) => ({
      host,
      text: error === undefined ? (power === 'none' ? 'no outlet in the inventory' : power) : `${power}: ${error.message}`,
      exit: error?.exit ?? 0,
    })),
  )
  const first = [...new Map(results.toReversed().map((result) => [result.error?.code, result])).values()].toReversed()
  return [groups, joinLines([...first.flatMap(nextLine), ...maintenanceLines(results), ...wiringNotes(results, inventory)])]
    .filter((text) => text !== '')
    .join('\n')
}

/** Machines that count as off although their wiring was never shown, and those whose outlet was shown to be another one's. */
function wiringNotes(results: readonly StatusResult[], inventory: KnownHosts): string[] {
  const assumed = results.filter(({power, wiring}) => power === 'off' && wiring === 'assumed').map(({host}) => host)
  const byStep = Map.groupBy(assumed, (host) => howToProve([host], inventory).startsWith('ops power'))
  const refuted = results.filter(({wiring, error}) => wiring === 'refuted' && error === undefined)
  return [
    ...[...byStep.values()].map(
      (hosts) => `The wiring of ${foldHosts(hosts)} is assumed from the inventory; ${howToProve(hosts, inventory)}.`,
    ),
    ...refuted.map(({host}) => `${host}: ${refutedNote(host)}.`),
  ]
}

/** `node[1-2] is in maintenance: …`, once for each sentence. */
function maintenanceLines(results: readonly StatusResult[]): string[] {
  const kept = results.flatMap(({host, maintenance}) => (maintenance === undefined ? [] : [{host, text: maintenanceSentence(maintenance)}]))
  return [...Map.groupBy(kept, ({text}) => text)].map(([text, some]) => `${foldHosts(some.map(({host}) => host))} ${text}`)
}

function nextLine(result: Pick<StatusResult, 'error'> | undefined): string[] {
  const hint = result?.error?.hint
  return hint === undefined ? [] : [`  Next: ${hint}`]
}
