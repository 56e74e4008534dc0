import {OpsError, exitCodes} from '@ops/core/errors'
import {toFinding} from '@ops/core/guards'
import type {Host} from '@ops/core/inventory'
import type {Finding, Guard, GuardContext, GuardReport} from '@ops/core/seams'
import {guardErrors} from '../errors.ts'
import {accountWorkloads} from './account-workloads.ts'
import {type Work, findWork} from './find-work.ts'
import {patternsOf} from './patterns.ts'
import {surveyHost} from './survey-host.ts'

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
  const survey = await surveyHost(transport, context.signal)
  const account = await accountWorkloads(host, transport, context)
  const work = findWork(survey, account.accounted, patternsOf(host))
  const evidence = `${survey.processes.length} processes, ${survey.sockets.length} listening sockets, ${survey.containers.length} containers checked`
  return {evidence, findings: [...account.findings, ...work.map((one) => workFinding(host.name, one))]}
}

function workFinding(host: string, {kind, name: work, detail}: Work): Finding {
  if (kind === 'session') return toFinding(host, true, guardErrors.POWER_LOGIN_SESSION({}, host, work, detail))
  const label = kind === 'unit' || kind === 'socket' ? work : `the ${kind} ${work}`
  return toFinding(host, true, guardErrors.POWER_UNDECLARED_WORK({}, host, label, detail))
}
