import type {Host} from '@ops/core/inventory'
import type {Guard, GuardContext, GuardReport, PowerState} from '@ops/core/seams'
import {findings, toFinding} from './errors.ts'
import {findWitness} from '../proofs/reachability.ts'
import {plannedOption} from './cut-options.ts'
import {lookAt, openOutlet, restingState, stateOf} from '../outlets/read-outlet.ts'
import {readPowerMap} from '../outlets/power-map.ts'

const name = 'dependants'

/** Machines that need this one, or are reached through it, go first. */
export const dependantsGuard: Guard = {
  name,
  order: 20,
  async check(host, context): Promise<GuardReport> {
    const report: GuardReport = {guard: name, host: host.name, findings: [], plan: []}
    const gone = ['cutting', plannedOption].flatMap((option) => (context.options[option] as readonly string[] | undefined) ?? [])
    const others = [...context.services.inventory.hosts.values()].filter((other) => other.name !== host.name && !gone.includes(other.name))
    for (const other of others) {
      const depends = other.depends.includes(host.name)
      if (!depends && !jumpsThrough(other, host)) continue
      const state = await stateOfHost(other, context)
      if (state === 'off') continue
      const sentence = depends
        ? findings.DEPENDED_ON({}, host.name, other.name, state === 'on' ? 'on' : 'not known to be off')
        : findings.JUMPED_THROUGH({}, host.name, other.name)
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

/** By its outlets; a host without any is on when it answers, off when nothing is heard twice, unknown where there is no way to it. */
async function stateOfHost(host: Host, {services, signal}: GuardContext): Promise<PowerState> {
  const supplies = readPowerMap(services.inventory, services.registry).of(host.name)
  if (supplies.length > 0) {
    const looks = await Promise.all(
      supplies.map(async (supply) => lookAt(await openOutlet(services, supply, host.name), host.name, signal)),
    )
    return stateOf(looks, restingState)
  }
  if (host.address === undefined && host.transport.kind === 'ssh') return 'unknown'
  const look = () => findWitness(host, () => services.transports.to(host.name), signal)
  return ((await look()) ?? (await look())) === undefined ? 'off' : 'on'
}
