import {toFinding} from '@ops/core/guards'
import {foldHosts} from '@ops/core/hostset'
import type {Host} from '@ops/core/inventory'
import type {Guard, GuardContext, GuardReport, PowerState} from '@ops/core/seams'
import {shellQuote} from '@ops/core/transport'
import {type Supply, readPowerMap} from '../outlets/power-map.ts'
import {openOutlets, readOutlets, restingState, stateOf} from '../outlets/read-outlet.ts'
import {readWiring} from '../outlets/wiring.ts'
import {findReachability} from '../proofs/reachability.ts'
import {guardErrors} from './errors.ts'
import {jumpsThrough} from './jumps-through.ts'

const name = 'dependants'

/** Refuses to cut a machine while others that depend on it, or are reached through it, are not off. */
export const dependantsGuard: Guard = {
  name,
  order: 4,
  async check(host, context): Promise<GuardReport> {
    const report: GuardReport = {guard: name, host: host.name, findings: [], plan: []}
    const powerMap = readPowerMap(context.services.inventory, context.services.registry)
    const off = [...context.cut.hosts, ...context.cut.plannedOff]
    const others = [...context.services.inventory.hosts.values()].filter((other) => other.name !== host.name && !off.includes(other.name))
    for (const other of others) {
      const depends = other.depends.includes(host.name)
      if (!depends && !jumpsThrough(other, host)) continue
      const state = await stateOfHost(other, powerMap.of(other.name), context)
      if (state === 'off') continue
      const next = nextStep(host.name, {other: other.name, hasOutlet: powerMap.of(other.name).length > 0}, context)
      const sentence = depends
        ? guardErrors.POWER_DEPENDED_ON({}, host.name, other.name, state === 'on' ? 'on' : 'not known to be off', next)
        : guardErrors.POWER_JUMP_HOST({}, host.name, other.name, next)
      report.findings.push(toFinding(host.name, true, sentence))
    }
    return report
  },
}

/** The same command with the other machine in it; what it says about that machine when it has it already. */
function nextStep(host: string, {other, hasOutlet}: {other: string; hasOutlet: boolean}, {act, cut}: GuardContext): string {
  if (!hasOutlet) return `shut ${other} down first; if it is down already, add --force REASON`
  if (cut.together.includes(other)) return `do first what ops says about ${other}, which stays on`
  // A machine is identified alone.
  if (act === 'power.identify') return shellQuote(['ops', 'power', 'off', other])
  const together = cut.together.includes(host) ? cut.together : [...cut.together, host]
  return shellQuote(['ops', ...act.split('.'), foldHosts([...together, other])])
}

/**
 * The state that the outlets of a host show. A host without outlets is on when it answers. Its silence shows nothing: its network may be
 * down.
 */
async function stateOfHost(host: Host, supplies: readonly Supply[], {services, signal}: GuardContext): Promise<PowerState> {
  if (supplies.length > 0) {
    const statuses = await readOutlets(await openOutlets(services, host.name, {supplies, all: supplies}), host.name, signal)
    const state = stateOf(statuses, restingState)
    // It hangs on another outlet.
    return state === 'off' && (await readWiring(services, host.name, statuses)) === 'refuted' ? 'unknown' : state
  }
  return (await findReachability(host, services, signal)) === undefined ? 'unknown' : 'on'
}
