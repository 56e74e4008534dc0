import {asOpsError} from '@ops/core/errors'
import type {DestinationOptions} from './evacuate/choose-destination.ts'
import type {Host} from '@ops/core/inventory'
import type {Guard, GuardContext, GuardReport} from '@ops/core/seams'

/** The host itself did not answer; a silent destination is another obstacle. */
const silentCode = 'EVACUATE_HOST_SILENT'

/** Moves declared work away before its host is switched off; refuses the act when it cannot be moved. */
export const evacuationGuard: Guard = {
  name: 'evacuation',
  order: 10,

  async check(host, context): Promise<GuardReport> {
    const {services, signal} = context
    const report: GuardReport = {guard: 'evacuation', host: host.name, findings: [], plan: []}
    if (host.ignore.includes('*')) return {...report, evidence: `all work of ${host.name} may be lost (ignore: '*')`}
    if (isDown(host, context)) return {...report, evidence: `an earlier run has evacuated ${host.name} and shut it down`}
    if (!isReachable(host) && host.workloads.length === 0)
      return {...report, evidence: `${host.name} has no address and no declared work: there is nothing to evacuate`}
    try {
      const {planEvacuation} = await import('./evacuate/plan-evacuation.ts')
      const candidate = await planEvacuation(services, {host, ...destinationOptions(context)}, signal)
      if (candidate === undefined) return {...report, evidence: `no declared work runs on ${host.name} (${host.workloads.length} checked)`}
      // Work that can be moved is no finding: `clear` moves it.
      return {...report, plan: candidate.work.flatMap(({survey}) => survey.plan)}
    } catch (error) {
      signal.throwIfAborted()
      const {toFinding} = await import('@ops/core/guards')
      const cause = asOpsError(error, host.name)
      const finding = toFinding(host.name, true, cause)
      if (finding.hint === '') finding.hint = `ops evacuate ${host.name} --dry-run`
      return {...report, findings: [cause.code === silentCode ? {...finding, hostSilent: true} : finding]}
    }
  },

  async clear(host: Host, _report: GuardReport, context: GuardContext): Promise<void> {
    const {services, run, signal} = context
    const {evacuateHost, throwFirstError} = await import('./evacuate/evacuate-host.ts')
    throwFirstError(await evacuateHost(services, run, {host, ...destinationOptions(context)}, signal))
  },
}

/** The options for the destination. A host that goes off by the same outlets, or in the same command, is not one. */
function destinationOptions({cut, evacuation}: GuardContext): DestinationOptions {
  const because = (hosts: readonly string[], why: string) => hosts.map((name): [string, string] => [name, why])
  return {
    ...evacuation,
    avoid: new Map([...because(cut.together, 'is switched off by the same command'), ...because(cut.hosts, 'hangs on the same outlet')]),
  }
}

/** Whether power has shut the host down before. All guards, also this one, had passed then. */
const isDown = ({name}: Host, {cut}: GuardContext) => cut.alreadyDown.includes(name)

const isReachable = (host: Host) => host.address !== undefined || host.transport.kind !== 'ssh'
