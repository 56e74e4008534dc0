import pMap from 'p-map'
import {OpsError, exitCodes} from '../errors/index.ts'
import type {Host} from '../inventory/inventory.ts'
import type {Finding, Guard, GuardContext, GuardReport} from '../seams/guard.ts'
import {escapeText} from '../untrusted/index.ts'
import {errors, toFinding} from './errors.ts'

/** Hosts that one guard checks side by side. */
const concurrency = 8

/** Every registered guard, in order, about every host that the act reaches. Only reads. */
export async function checkGuards(hosts: readonly Host[], context: GuardContext): Promise<GuardReport[]> {
  const reports: GuardReport[] = []
  for (const guard of guardsInOrder(context)) {
    reports.push(...(await pMap(hosts, (host) => checkOne(guard, host, context), {concurrency})))
  }
  return reports.map((report) => withoutRepeats(report, reports))
}

/** A silent host is one reason, however many guards could not see it. The last one that says so knows most of its work. */
function withoutRepeats(report: GuardReport, all: readonly GuardReport[]): GuardReport {
  const isSilence = ({hostSilent}: Finding) => hostSilent === true
  const last = all.findLast(({host, findings}) => host === report.host && findings.some(isSilence))
  if (last === undefined) return report
  const isRepeat = (finding: Finding) => finding.code === 'GUARD_BLIND' || (isSilence(finding) && report !== last)
  return {...report, findings: report.findings.filter((finding) => !isRepeat(finding))}
}

export function guardsInOrder({services}: GuardContext): Guard[] {
  return services.registry.guards.all().sort((a, b) => a.order - b.order || a.name.localeCompare(b.name))
}

/** A guard that cannot reach a host reports a finding: what would be lost is unknown. */
async function checkOne(guard: Guard, host: Host, context: GuardContext): Promise<GuardReport> {
  try {
    return oneLineEach(await guard.check(host, context))
  } catch (error) {
    context.signal.throwIfAborted()
    const blind = error instanceof OpsError && (error.exit === exitCodes.unreachable || error.exit === exitCodes.deadline)
    if (!blind) throw error
    const finding = toFinding(host.name, true, errors.GUARD_BLIND({host: host.name, cause: error}, guard.name, host.name, error.message))
    return {guard: guard.name, host: host.name, findings: [finding], plan: []}
  }
}

/** Findings, plans and notices name processes, units and users of the host as it calls them. */
function oneLineEach({findings, plan, notices = [], ...report}: GuardReport): GuardReport {
  return {
    ...report,
    findings: findings.map((finding) => ({...finding, message: escapeText(finding.message), hint: escapeText(finding.hint)})),
    plan: plan.map(escapeText),
    notices: notices.map(escapeText),
  }
}

/** In the place of a plugin that could not be loaded: it may have a guard that would refuse. */
export function missingPluginGuard(plugin: string, why: OpsError): Guard {
  const name = `plugin ${plugin}`
  return {
    name,
    order: -1,
    async check({name: host}) {
      const error = errors.GUARD_PLUGIN_MISSING({host, cause: why}, host, plugin, why)
      return {guard: name, host, findings: [toFinding(host, true, error)], plan: []}
    },
  }
}
