import {OpsError, exitCodes} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {Finding, Guard, GuardContext, GuardReport} from '@ops/core/seams'
import {findings, toFinding} from '../errors.ts'
import {accountWorkloads} from './account-workloads.ts'
import {type Work, findWork} from './find-work.ts'
import {isDown} from '../cut-options.ts'
import {patternsOf} from './patterns.ts'
import {surveyHost} from './survey-host.ts'

const name = 'undeclared-work'

/** Work that nobody declared must not be lost either: containers, units, people, services, processes. */
export const undeclaredGuard: Guard = {
  name,
  order: 30,
  async check(host, context): Promise<GuardReport> {
    const report: GuardReport = {guard: name, host: host.name, findings: [], plan: []}
    if (patternsOf(host).includes('*')) return {...report, evidence: 'the inventory says that nothing on it matters'}
    if (isDown(host, context)) return {...report, evidence: `an earlier run has shut ${host.name} down`}
    try {
      return {...report, ...(await look(host, context))}
    } catch (error) {
      context.signal.throwIfAborted()
      if (!(error instanceof OpsError) || !isBlind(error)) throw error
      return {...report, findings: [toFinding(host.name, true, findings.HOST_SILENT({cause: error}, host.name, error.message))]}
    }
  },
}

/** NO_ADDRESS is a matter of the inventory, and just as blind. */
function isBlind({exit, code}: OpsError): boolean {
  return exit === exitCodes.unreachable || exit === exitCodes.deadline || code === 'NO_ADDRESS' || code === 'SURVEY_FAILED'
}

async function look(host: Host, context: GuardContext): Promise<Pick<GuardReport, 'evidence' | 'findings'>> {
  const transport = context.services.transports.to(host.name)
  const survey = await surveyHost(transport, context.signal)
  const account = await accountWorkloads(host, transport, context)
  const work = findWork(survey, account.accounted, patternsOf(host))
  const evidence = `${survey.processes.length} processes, ${survey.sockets.length} listening sockets, ${survey.containers.length} containers looked at`
  return {evidence, findings: [...account.findings, ...work.map((one) => workFinding(host.name, one))]}
}

function workFinding(host: string, {kind, name: what, detail}: Work): Finding {
  if (kind === 'session') return toFinding(host, true, findings.LOGIN_SESSION({}, host, what, detail))
  const called = kind === 'unit' || kind === 'socket' ? what : `the ${kind} ${what}`
  return toFinding(host, true, findings.UNDECLARED_WORK({}, host, called, detail))
}
