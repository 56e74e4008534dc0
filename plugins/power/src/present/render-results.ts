import {foldHosts} from '@ops/core/hostset'
import type {Finding, Proof} from '@ops/core/seams'
import {joinLines} from '@ops/core/untrusted'
import {formatStage} from '../on/netboot-trace.ts'
import type {PowerResult} from '../runs/power-result.ts'
import {howToProve, type KnownHosts, refutedNote} from './wiring-note.ts'

/** `+` holds, `-` does not, `?` unknown. */
const marks = new Map<Proof['holds'], string>([
  [true, '+'],
  [false, '-'],
  ['unknown', '?'],
])

export function renderResults(results: readonly PowerResult[], inventory?: KnownHosts): string {
  return results.map((result) => renderResult(result, inventory)).join('\n')
}

function renderResult(result: PowerResult, inventory: KnownHosts): string {
  const {host, proofs, wiring, cycled, plan, boot, error} = result
  const wasOff = result.power === 'off' || plan !== undefined || cycled !== undefined
  const assumed = wiring === 'assumed' && wasOff ? [`  ? wiring: assumed from the inventory; ${howToProve([host], inventory)}`] : []
  const refuted = wiring === 'refuted' && error === undefined ? [`  - wiring: ${refutedNote(host)}`] : []
  const cut = [...proofLines(cycled?.proofs ?? proofs, error), ...assumed, ...refuted, ...shutdownLines(result)]
  const lines =
    cycled === undefined
      ? [`${headline(result)}${withOthers(result)}`, ...cut]
      : [headline(result), `  Off${withOthers(result)}:`, ...cut, '  On again:', ...proofLines(proofs, error)]
  for (const stage of boot?.stages ?? []) lines.push(formatStage(host, stage))
  if (boot?.verdict === 'booted') lines.push(`  ${host} is up.`)
  const isRefused = error?.code === 'GUARD_REFUSED'
  lines.push(...(result.findings ?? []).flatMap((finding) => findingLines(finding, isRefused)))
  if (isRefused && (plan ?? []).length > 0) lines.push('  If allowed:')
  for (const [at, line] of (plan ?? []).entries()) lines.push(`  ${at + 1}. ${line}`)
  if (error !== undefined && !isRefused) lines.push(`  ${error.message}`, ...(error.hint === undefined ? [] : [`  Next: ${error.hint}`]))
  return joinLines(lines)
}

function headline({host, power, changed, plan, error}: PowerResult): string {
  return `${host}: ${power}${changed || plan !== undefined || error !== undefined ? '' : ' already'}`
}

function withOthers({alsoCut, cutWith}: PowerResult): string {
  if (cutWith !== undefined) return `, with ${cutWith}`
  return alsoCut === undefined ? '' : `, and with it ${foldHosts(alsoCut)}`
}

/** A proof that says what the error says is not printed twice. */
function proofLines(proofs: readonly Proof[], error: PowerResult['error']): string[] {
  return proofs.filter(({detail}) => detail !== error?.message).map(({kind, holds, detail}) => `  ${marks.get(holds)} ${kind}: ${detail}`)
}

function shutdownLines({shutdownSkipped = [], shutDown, changed, error}: PowerResult): string[] {
  const skipped = shutdownSkipped.map(({host, why, isDown}) =>
    isDown ? `  ${host} was shut down before: ${why}` : `  ! ${host} was not shut down${changed ? ' before the cut' : ''}: ${why}`,
  )
  if (error === undefined || shutDown === undefined) return skipped
  return [...skipped, `  ! ${foldHosts(shutDown)} was told to shut down${changed ? '' : ', and no relay was opened'}`]
}

function findingLines({message, hint, forcible}: Finding, isRefused: boolean): string[] {
  if (!isRefused) return [`  ! overridden by --force: ${message}`]
  // A hint that names --force says what else it takes.
  return [`  ! ${message}`, `    Next: ${hint}${forcible || hint.includes('--force') ? '' : ' (--force does not override this)'}`]
}
