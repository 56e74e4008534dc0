import {GuardRefusal, checkGuards, refusals} from '@ops/core/guards'
import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {plannedOption} from '../guards/cut-options.ts'
import {restingProofs} from '../proofs/relay-proof.ts'
import {restingState, stateOf} from '../outlets/read-outlet.ts'
import {goingDark, guardOptions, planCut} from './plan-cut.ts'
import type {OffInput} from './switch-off.ts'
import type {PowerResult} from '../runs/power-result.ts'
import {shutBefore, wasShutDown} from './find-earlier-shutdown.ts'
import {shutdownPlan} from './shut-down-host.ts'

/** What `off` would do and whether a guard refuses it; only reads, and journals nothing. */
export async function planOff(services: Services, host: Host, input: OffInput, result: PowerResult, signal: AbortSignal): Promise<void> {
  const cut = await planCut(services, host, signal)
  result.power = stateOf(cut.looks, restingState)
  result.proofs = restingProofs(cut.looks, result.power)
  for (const {error} of cut.looks) if (error !== undefined) throw error
  if (result.power === 'off') return
  const down = await shutBefore(services, cut.fed, cut.looks, false, signal)
  const reports = await checkGuards(cut.fed, {
    services,
    run: readOnlyRun(services),
    act: input.act,
    signal,
    options: {...guardOptions(input, input.together, cut, down), [plannedOption]: input.together},
  })
  const findings = reports.flatMap((report) => report.findings)
  if (findings.length > 0) result.findings = findings
  const dark = await goingDark(services, cut, signal)
  const shutdowns = dark.map((one) => {
    const before = down.find(({host: name}) => name === one.name)
    return before === undefined ? shutdownLine(one, input.hard === true) : `${one.name}: no shutdown (${wasShutDown(before)})`
  })
  const relays = cut.outlets.map(({supply}) => `open the relay ${supply.id}`)
  result.plan = [...reports.flatMap(({plan}) => plan), ...shutdowns, ...relays, 'prove it: relay, meter, silence']
  const others = dark.filter(({name}) => name !== host.name).map(({name}) => name)
  if (others.length > 0) result.alsoCut = others
  const against = refusals(reports, input.force)
  if (against.length > 0) throw new GuardRefusal(against)
}

function shutdownLine(host: Host, hard: boolean): string {
  const plan = shutdownPlan(host)
  if (hard || plan === undefined) return `${host.name}: no shutdown (${hard ? '--hard' : 'shutdown: none'})`
  return `${host.name}: ${plan.argv.join(' ')}, silent within ${plan.deadlineMs / 1000} s, then ${plan.settleMs / 1000} s to settle`
}

/** Guards that only check have no business with the journal; one that tries is a programming error. */
function readOnlyRun({coordinator}: Services): Run {
  const refuse = () => Promise.reject(new Error('A guard wrote to the journal while it only checked.'))
  return {id: 'dry-run', coordinator, act: refuse, note: refuse, end: refuse}
}
