import {foldHosts} from '@ops/core/hostset'
import {GuardRefusal, checkGuards, refusals} from '@ops/core/guards'
import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {readHost, restingState, stateOf} from '../outlets/read-outlet.ts'
import {answersWithoutPower} from '../proofs/prove-already.ts'
import {findReachability, isAskable, isReachable} from '../proofs/reachability.ts'
import {readWiring} from '../outlets/wiring.ts'
import {restingProofs} from '../proofs/relay-proof.ts'
import type {HostAct} from '../runs/run-hosts.ts'
import {requireProved} from '../runs/unproved.ts'
import {requireTellable} from './cut-power.ts'
import {describeEarlierShutdown, findEarlierShutdowns} from './find-earlier-shutdowns.ts'
import {type Cut, findAlsoCut, findHostsLosingPower, mustBeProven, planCut, requireProvableWiring, toPowerCut} from './plan-cut.ts'
import {requireNoneRefuted, requireNotRefuted} from './require-fall.ts'
import {shutdownPlan} from './shut-down-host.ts'
import type {OffInput} from './switch-off.ts'

export interface PlanInput extends OffInput {
  /** Of `together`, without those that the plan has found to stay on. */
  willBeOff: readonly string[]
}

/** Finds what `off` would do and whether a guard refuses it. Only reads, and writes nothing to the journal. */
export async function planOff({services, host, record, signal}: Omit<HostAct, 'run'>, input: PlanInput): Promise<void> {
  const read = await readHost(services, host, signal)
  const state = stateOf(read.statuses, restingState)
  const wiring = await readWiring(services, host.name, read.statuses)
  record.add({power: state, proofs: restingProofs(read.statuses, state), wiring})
  for (const {error} of read.statuses) if (error !== undefined) throw error
  if (state === 'off') {
    const answers = await isReachable(host, services, signal)
    record.add({power: 'unknown'})
    if (answers === true) throw answersWithoutPower(host.name)
    await requireProved(services, host.name)
    await requireNotRefuted(services, host, read.statuses)
    return record.add({power: state})
  }
  await requireNotRefuted(services, host, read.statuses)
  if (mustBeProven(read)) await requireProvableWiring(services, host, read, input.hard === true)
  const cut = await planCut({services, host, signal}, read, input.force)
  await requireNoneRefuted(services, cut)
  const down = await findEarlierShutdowns(
    services,
    {hosts: cut.fed, statuses: cut.statuses, wait: false, hard: input.hard === true},
    signal,
  )
  const reports = await checkGuards(cut.fed, {
    services,
    run: readOnlyRun(services),
    act: input.act,
    signal,
    cut: {...toPowerCut(cut, input.together, down), plannedOff: input.willBeOff},
    evacuation: input.evacuation ?? {},
    confirmed: input.confirmed ?? [],
  })
  const findings = [...cut.unidentified, ...reports.flatMap((report) => report.findings)]
  if (findings.length > 0) record.add({findings})
  const dark = await findHostsLosingPower(services, cut, signal)
  if (mustBeProven(read)) requireTellable(host, dark, wiring)
  const answering = await Promise.all(dark.map((one) => findReachability(one, services, signal)))
  const silent = dark.filter((one, at) => isAskable(one) && answering[at] === undefined)
  const shutdowns = dark.map((one) => {
    const before = down.find(({host: name}) => name === one.name)
    if (before !== undefined) return `${one.name}: no shutdown (${describeEarlierShutdown(before)})`
    return shutdownLine(one, {hard: input.hard === true, isSilent: silent.includes(one)})
  })
  const relays = cut.outlets.map(({supply}) => `open the relay ${supply.id}`)
  const alsoCut = findAlsoCut(cut, dark)
  record.add({
    plan: [
      ...reports.flatMap(({notices = [], plan}) => [...notices, ...plan]),
      ...shutdowns,
      ...relays,
      planProofs(host, cut, dark, silent),
    ],
    ...(alsoCut.length === 0 ? {} : {alsoCut}),
  })
  const refused = refusals(reports, input.force)
  if (refused.length > 0) throw new GuardRefusal(refused)
}

/** The proofs that can be had: a meter that answers, hosts that lose their power and can be asked whether they answer. */
function planProofs({name}: Host, {statuses}: Cut, dark: readonly Host[], silent: readonly Host[]): string {
  const hasMeter = statuses.some(({reading}) => reading?.watts !== undefined)
  const proofs = [
    'relay',
    ...(hasMeter ? ['meter'] : []),
    ...(dark.some((one) => isAskable(one) && !silent.includes(one)) ? ['silence'] : []),
  ]
  const mute = dark.filter((one) => !isAskable(one) && one.transport.kind === 'ssh').map((one) => one.name)
  const missing = mute.length === 0 ? '' : ` (silence proves nothing: add "address:" to ${foldHosts(mute)} in the inventory)`
  return `prove that ${name} is off: ${proofs.join(', ')}${missing}`
}

function shutdownLine(host: Host, {hard, isSilent}: {hard: boolean; isSilent: boolean}): string {
  const plan = shutdownPlan(host)
  if (!hard && plan !== undefined && !isAskable(host))
    return `${host.name}: no shutdown (${host.transport.kind === 'local' ? 'its commands run on this machine' : 'the inventory has no address of it'})`
  if (hard || plan === undefined) return `${host.name}: no shutdown (${hard ? '--hard' : 'shutdown: none'})`
  if (isSilent) return `${host.name} does not answer: no shutdown; its power is cut at once`
  return `${host.name}: run ${plan.argv.join(' ')}, wait up to ${plan.deadlineMs / 1000} s until it is silent, then ${plan.settleMs / 1000} s for its disks`
}

/** A run for guards that only check. A guard that writes to the journal through it is a programming error. */
function readOnlyRun({coordinator}: Services): Run {
  const refuse = () => Promise.reject(new Error('A guard wrote to the journal while it only checked.'))
  return {id: 'dry-run', coordinator, act: refuse, note: refuse, end: refuse}
}
