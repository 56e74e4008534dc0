import {toFinding} from '@ops/core/guards'
import type {Host} from '@ops/core/inventory'
import type {Guard, GuardContext, GuardReport, PowerState} from '@ops/core/seams'
import {readPowerMap} from '../outlets/power-map.ts'
import {openOutlet, readOutlet, restingState, stateOf} from '../outlets/read-outlet.ts'
import {findReachability} from '../proofs/reachability.ts'
import {guardErrors} from './errors.ts'

const name = 'dependants'

/** Machines that depend on this one, or are reached through it, must be off first. */
export const dependantsGuard: Guard = {
  name,
  order: 20,
  async check(host, context): Promise<GuardReport> {
    const report: GuardReport = {guard: name, host: host.name, findings: [], plan: []}
    const off = [...context.cut.hosts, ...context.cut.plannedOff]
    const others = [...context.services.inventory.hosts.values()].filter((other) => other.name !== host.name && !off.includes(other.name))
    for (const other of others) {
      const depends = other.depends.includes(host.name)
      if (!depends && !jumpsThrough(other, host)) continue
      const state = await stateOfHost(other, context)
      if (state === 'off') continue
      const sentence = depends
        ? guardErrors.POWER_DEPENDED_ON({}, host.name, other.name, state === 'on' ? 'on' : 'not known to be off')
        : guardErrors.POWER_JUMP_HOST({}, host.name, other.name)
      report.findings.push(toFinding(host.name, true, sentence))
    }
    return report
  },
}

/** `ProxyJump: user@jump:22,next` in the inventory's ssh options. */
function jumpsThrough(other: Host, host: Host): boolean {
  const jumps = (other.ssh.options?.['ProxyJump'] ?? '').split(',').map((jump) =>
    jump
      .trim()
      .replace(/^ssh:\/\//, '')
      .replace(/^.*@/, '')
      .replace(/:\d+$/, ''),
  )
  return jumps.includes(host.name) || (host.address !== undefined && jumps.includes(host.address))
}

/** By its outlets; a host without any is on when it answers, off when it does not answer twice, unknown where there is no way to it. */
async function stateOfHost(host: Host, {services, signal}: GuardContext): Promise<PowerState> {
  const supplies = readPowerMap(services.inventory, services.registry).of(host.name)
  if (supplies.length > 0) {
    const statuses = await Promise.all(
      supplies.map(async (supply) => readOutlet(await openOutlet(services, supply, host.name), host.name, signal)),
    )
    return stateOf(statuses, restingState)
  }
  if (host.address === undefined && host.transport.kind === 'ssh') return 'unknown'
  const probe = () => findReachability(host, services, signal)
  return ((await probe()) ?? (await probe())) === undefined ? 'off' : 'on'
}
