import {asOpsError} from '@ops/core/errors'
import type {DestinationWish} from './engine/choose-destination.ts'
import type {Host} from '@ops/core/inventory'
import type {Guard, GuardContext, GuardReport} from '@ops/core/seams'

/** Keeps a host from being cut while declared work runs on it, by moving that work away. */
export const evacuationGuard: Guard = {
  name: 'evacuation',
  order: 10,

  async check(host, context): Promise<GuardReport> {
    const {services, signal} = context
    const report: GuardReport = {guard: 'evacuation', host: host.name, findings: [], plan: []}
    if (host.ignore.includes('*')) return {...report, evidence: `all work of ${host.name} may be lost (ignore: '*')`}
    if (isDown(host, context)) return {...report, evidence: `an earlier run has emptied ${host.name} and shut it down`}
    if (!isReachable(host) && host.workloads.length === 0)
      return {...report, evidence: `${host.name} has no address and no declared work: there is nothing to evacuate`}
    try {
      const {planEvacuation} = await import('./engine/evacuate-host.ts')
      const {candidate} = await planEvacuation(services, {host, ...wish(context)}, signal)
      if (candidate === undefined)
        return {...report, evidence: `no declared work runs on ${host.name} (${host.workloads.length} looked for)`}
      // Work that can be moved is no finding: `clear` moves it.
      return {...report, plan: candidate.work.flatMap(({survey}) => survey.plan)}
    } catch (error) {
      signal.throwIfAborted()
      const {code, message, hint} = asOpsError(error, host.name)
      return {...report, findings: [{host: host.name, code, message, hint: hint ?? `ops evacuate ${host.name} --dry-run`, forcible: true}]}
    }
  },

  async clear(host: Host, _report: GuardReport, context: GuardContext): Promise<void> {
    const {services, run, signal} = context
    const [{evacuateHost}, {raise}] = await Promise.all([import('./engine/evacuate-host.ts'), import('./engine/raise.ts')])
    const moved = await evacuateHost(services, run, {host, ...wish(context)}, signal)
    raise(moved)
  },
}

/** Where to, and where not: hosts that go off in the same cut, or in the same command. */
function wish({cut, evacuation}: GuardContext): DestinationWish {
  return {...evacuation, avoid: [...cut.hosts, ...cut.together]}
}

/** Power says so of a host that it shut down when all guards had passed, this one too. */
const isDown = ({name}: Host, {cut}: GuardContext) => cut.alreadyDown.includes(name)

const isReachable = (host: Host) => host.address !== undefined || host.transport.kind !== 'ssh'
