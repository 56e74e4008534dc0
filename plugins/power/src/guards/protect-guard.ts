import {toFinding} from '@ops/core/guards'
import {foldHosts} from '@ops/core/hostset'
import type {Host} from '@ops/core/inventory'
import type {Guard, GuardContext, GuardReport, Services} from '@ops/core/seams'
import {shellQuote} from '@ops/core/transport'
import {protectSection} from '../inventory/host-sections.ts'
import {readPowerMap} from '../outlets/power-map.ts'
import {guardErrors} from './errors.ts'

const name = 'protect'

/** Refuses to cut a machine that the inventory protects, or whose outlet it protects, unless its name was typed once more. */
export const protectGuard: Guard = {
  name,
  order: 2,
  async check(host, context): Promise<GuardReport> {
    const {services, cut, confirmed = []} = context
    const report: GuardReport = {guard: name, host: host.name, findings: [], plan: []}
    if (!cut.hosts.includes(host.name)) return report
    const command = overridingCommand(context)
    for (const {what, reason} of reasonsOf(host, services)) {
      const error = guardErrors.POWER_PROTECTED({}, host.name, what, reason, command)
      report.findings.push(toFinding(host.name, confirmed.includes(host.name), error))
    }
    return report
  },
}

/** Why a machine is protected, and why each outlet of it is. */
function reasonsOf(host: Host, {inventory, registry}: Services): {what: string; reason: string}[] {
  const own = host.section(protectSection)
  const outlets = readPowerMap(inventory, registry).of(host.name)
  return [
    ...(own === undefined ? [] : [{what: host.name, reason: own}]),
    ...outlets.flatMap(({id, protect}) => (protect === undefined ? [] : [{what: `${id} of ${host.name}`, reason: protect}])),
  ]
}

/** The same command for every protected machine that it reaches; undefined for one that takes no --confirm. */
function overridingCommand({act, cut, services}: GuardContext): string | undefined {
  if (act === 'power.identify') return undefined
  const isProtected = (name: string) => reasonsOf(services.inventory.host(name), services).length > 0
  const set = foldHosts([...new Set([...cut.together, ...cut.hosts.filter(isProtected)])])
  return shellQuote(['ops', ...act.split('.'), set, '--force', 'REASON', '--confirm', set])
}
