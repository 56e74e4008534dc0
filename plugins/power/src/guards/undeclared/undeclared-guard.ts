import {OpsError, exitCodes} from '@ops/core/errors'
import {toFinding} from '@ops/core/guards'
import type {Host} from '@ops/core/inventory'
import type {Finding, Guard, GuardContext, GuardReport} from '@ops/core/seams'
import {guardErrors} from '../errors.ts'
import {accountWorkloads} from './account-workloads.ts'
import {baselineSection, monitoringSection} from '../../inventory/host-sections.ts'
import {jumpsThrough} from '../jumps-through.ts'
import {findWork} from './find-work.ts'
import {patternsOf} from './patterns.ts'
import {monitoringTest, noMonitoring} from './rules/monitoring.ts'
import {ownJumpTest} from './rules/own-jumps.ts'
import type {Work} from './rules/work.ts'
import {surveyHost} from './survey-host.ts'
import type {Survey} from './survey/survey.ts'

const name = 'undeclared-work'

/** Refuses to cut a host that runs undeclared work: containers, units, logins, listening sockets, processes. */
export const undeclaredGuard: Guard = {
  name,
  order: 30,
  async check(host, context): Promise<GuardReport> {
    const report: GuardReport = {guard: name, host: host.name, findings: [], plan: []}
    if (patternsOf(host).includes('*')) return {...report, evidence: `all work of ${host.name} may be lost (ignore: '*')`}
    if (context.cut.alreadyDown.includes(host.name)) return {...report, evidence: `an earlier run has shut ${host.name} down`}
    try {
      return {...report, ...(await findUndeclared(host, context))}
    } catch (error) {
      context.signal.throwIfAborted()
      if (!(error instanceof OpsError) || !isBlind(error)) throw error
      const hasAddress = error.code !== 'TRANSPORT_NO_ADDRESS'
      const finding = toFinding(host.name, true, guardErrors.POWER_HOST_SILENT({cause: error}, host.name, error.message, hasAddress))
      return {...report, findings: [{...finding, hostSilent: true}]}
    }
  },
}

/** Whether ops cannot see what runs on the host: it does not answer, has no address, or its survey failed. */
function isBlind({exit, code}: OpsError): boolean {
  return exit === exitCodes.unreachable || exit === exitCodes.deadline || code === 'TRANSPORT_NO_ADDRESS' || code === 'POWER_SURVEY_FAILED'
}

async function findUndeclared(host: Host, context: GuardContext): Promise<Pick<GuardReport, 'evidence' | 'findings'>> {
  const transport = context.services.transports.to(host.name)
  const baseline = host.section(baselineSection) ?? []
  const isMonitoring = monitoringTest(host.section(monitoringSection) ?? [])
  const isJump = [...context.services.inventory.hosts.values()].some((other) => jumpsThrough(other, host))
  for (let look = 1; ; look++) {
    const survey = await surveyHost(context.services, transport, context.signal)
    const account = await accountWorkloads(host, transport, context)
    const isOwnJump = isJump ? ownJumpTest(survey, process.uptime()) : noMonitoring
    const work = findWork(survey, account.accounted, host.ignore, {
      baseline,
      isMonitoring: (login) => isMonitoring(login) || isOwnJump(login),
    })
    const unseen = survey.unseen.map(({subject, why}) =>
      toFinding(host.name, true, guardErrors.POWER_SURVEY_INCOMPLETE({}, host.name, `${subject}`, `${why}`)),
    )
    const findings = [...account.findings, ...unseen, ...work.map((one) => workFinding(host.name, one))]
    const mayEnd = work.length === findings.length && work.length > 0 && work.every(isNew)
    if (!mayEnd || look === mostLooks) return {evidence: describeSurvey(survey), findings}
    await context.services.clock.sleep(pauseMs, context.signal)
  }
}

/** What has just begun may end by itself, as checks do. Each look waits a pause, so what stays grows older than that. */
const isNew = ({age}: Work) => age !== undefined && age < newSeconds
const newSeconds = 10
const pauseMs = 3000
const mostLooks = 5

function describeSurvey({processes, sockets, containers}: Survey): string {
  return `${processes.length} processes, ${sockets.length} listening sockets, ${containers.length} containers checked`
}

function workFinding(host: string, {kind, name: given, detail}: Work): Finding {
  const work = `${given}`
  if (kind === 'session') return toFinding(host, true, guardErrors.POWER_LOGIN_SESSION({}, host, work, detail))
  if (kind === 'inhibitor')
    return toFinding(host, true, guardErrors.POWER_SHUTDOWN_INHIBITED({}, host, work.replace(/^inhibitor\//, ''), detail))
  if (kind === 'child' || kind === 'job' || kind === 'storage')
    return toFinding(host, true, guardErrors.POWER_HOST_BUSY({}, host, work, detail))
  const label = kind === 'unit' || kind === 'socket' || kind === 'timer' ? work : `the ${kind} ${work}`
  return toFinding(host, true, guardErrors.POWER_UNDECLARED_WORK({}, host, label, detail))
}
