import {foldHosts} from '@ops/core/hostset'
import type {Proof} from '@ops/core/seams'
import {joinLines} from '@ops/core/untrusted'
import {formatStage} from '../on/netboot-trace.ts'
import type {PowerResult} from '../runs/power-result.ts'

/** `+` holds, `-` does not, `?` unknown. */
const marks = new Map<Proof['holds'], string>([
  [true, '+'],
  [false, '-'],
  ['unknown', '?'],
])

export function renderResults(results: readonly PowerResult[]): string {
  return results.map(renderResult).join('\n')
}

function renderResult(result: PowerResult): string {
  const {host, power, changed, proofs, wiring, alsoCut, shutDown, shutdownSkipped, findings, plan, boot, error} = result
  const also = alsoCut === undefined ? '' : `, and with it ${foldHosts(alsoCut)}`
  const lines = [`${host}: ${power}${changed || plan !== undefined || error !== undefined ? '' : ' already'}${also}`]
  for (const {kind, holds, detail} of proofs) lines.push(`  ${marks.get(holds)} ${kind}: ${detail}`)
  if (wiring === 'assumed' && (power === 'off' || plan !== undefined))
    lines.push(`  ? wiring: assumed from the inventory; ops power identify ${host} proves it`)
  for (const stage of boot?.stages ?? []) lines.push(formatStage(host, stage))
  if (boot?.verdict === 'booted') lines.push(`  ${host} is up.`)
  for (const {host: cut, why} of shutdownSkipped ?? []) lines.push(`  ! ${cut} was not shut down before the cut: ${why}`)
  if (error !== undefined && shutDown !== undefined)
    lines.push(`  ! ${foldHosts(shutDown)} was told to shut down${changed ? '' : ', and no relay was opened'}`)
  const isRefused = error?.code === 'GUARD_REFUSED'
  for (const {message, hint, forcible} of findings ?? [])
    lines.push(
      ...(isRefused
        ? [`  ! ${message}`, `    Next: ${hint}${forcible ? '' : ' (--force does not override this)'}`]
        : [`  ! overridden by --force: ${message}`]),
    )
  if (isRefused && (plan ?? []).length > 0) lines.push('  If allowed:')
  for (const [at, line] of (plan ?? []).entries()) lines.push(`  ${at + 1}. ${line}`)
  if (error !== undefined && !isRefused) lines.push(`  ${error.message}`, ...(error.hint === undefined ? [] : [`  Next: ${error.hint}`]))
  return joinLines(lines)
}
