import {toFinding} from '@ops/core/guards'
import {findMaintenance, maintenanceErrors, maintenanceSentence} from '@ops/core/maintenance'
import type {Guard, GuardReport} from '@ops/core/seams'

const name = 'maintenance'

/** Refuses to cut a machine on which somebody else works. Who has put it into maintenance may cut it. */
export const maintenanceGuard: Guard = {
  name,
  order: 8,
  async check(host, {services}): Promise<GuardReport> {
    const report: GuardReport = {guard: name, host: host.name, findings: [], plan: []}
    const found = await findMaintenance(services, host.name)
    if (found === undefined) return report
    const sentence = maintenanceSentence(found)
    if (services.coordinator.actor === found.by) return {...report, evidence: `${host.name} ${sentence}`}
    return {...report, findings: [toFinding(host.name, true, maintenanceErrors.MAINTENANCE_BY_OTHER({}, host.name, sentence))]}
  },
}
