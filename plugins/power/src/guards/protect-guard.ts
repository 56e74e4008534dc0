import {toFinding} from '@ops/core/guards'
import type {Guard, GuardReport} from '@ops/core/seams'
import {protectSection} from '../inventory/host-sections.ts'
import {readPowerMap} from '../outlets/power-map.ts'
import {guardErrors} from './errors.ts'

const name = 'protect'

/** Refuses to cut a machine that the inventory protects, or whose outlet it protects, unless its name was typed once more. */
export const protectGuard: Guard = {
  name,
  order: 2,
  async check(host, {services, cut, confirmed = []}): Promise<GuardReport> {
    const report: GuardReport = {guard: name, host: host.name, findings: [], plan: []}
    if (!cut.hosts.includes(host.name)) return report
    const own = host.section(protectSection)
    const outlets = readPowerMap(services.inventory, services.registry).of(host.name)
    const reasons = [
      own === undefined ? [] : [{what: host.name, reason: own}],
      outlets.map(({id, protect}) => ({what: `${id} of ${host.name}`, reason: protect})),
    ]
    for (const {what, reason} of reasons.flat()) {
      if (reason === undefined) continue
      report.findings.push(toFinding(host.name, confirmed.includes(host.name), guardErrors.POWER_PROTECTED({}, host.name, what, reason)))
    }
    return report
  },
}
