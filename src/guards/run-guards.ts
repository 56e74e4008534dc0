import type {Host} from '../inventory/inventory.ts'
import type {Run} from '../runs/run.ts'
import type {Finding, GuardContext, GuardReport} from '../seams/guard.ts'
import {checkGuards, guardsInOrder} from './check-guards.ts'
import {errors} from './errors.ts'
import {GuardRefusal} from './guard-refusal.ts'

export interface GuardedAct {
  /** Every host that the act reaches, also those that were not named. */
  hosts: readonly Host[]
  /** Reason that overrides forcible findings; journalled. */
  force?: string | undefined
  /**
   * Called when all hosts are cleared, before the last check: takes the leases on the hosts, so that nothing is moved onto
   * them from then on. Not earlier: clearing a host takes the same leases.
   */
  hold(): Promise<void>
}

/**
 * Asks all guards first and changes nothing while any refuses; then lets them clear the hosts in their order; then checks
 * again. When it returns, the act may be done at once. Throws GuardRefusal (exit 5).
 */
export async function runGuards({hosts, force, hold}: GuardedAct, context: GuardContext): Promise<GuardReport[]> {
  const reports = await checkGuards(hosts, context)
  await refuse(reports, force, context)
  for (const notice of reports.flatMap(({notices = []}) => notices)) context.services.progress.say(`${notice}.`)
  const noted = new Set(reports.flatMap(({findings}) => findings.map(keyOf)))
  await clear(hosts, reports, context)
  await hold()
  const fresh = await checkGuards(hosts, context)
  await refuse(fresh, force, context, noted)
  const left = fresh.find((report) => report.plan.length > 0 && report.findings.length === 0)
  if (left !== undefined) throw errors.GUARD_NOT_CLEARED({host: left.host}, left.guard, left.host, left.plan)
  return fresh
}

/** Findings that refuse the act: all of them without a reason, those that no reason overrides first; with one, only those. */
export function refusals(reports: readonly GuardReport[], force: string | undefined): Finding[] {
  const findings = reports.flatMap((report) => report.findings)
  const firm = findings.filter(({forcible}) => !forcible)
  return force === undefined ? [...firm, ...findings.filter(({forcible}) => forcible)] : firm
}

/** `noted`: findings that the journal has already. */
async function refuse(
  reports: readonly GuardReport[],
  force: string | undefined,
  {run}: GuardContext,
  noted: ReadonlySet<string> = new Set(),
): Promise<void> {
  const refused = refusals(reports, force)
  if (refused.length > 0) {
    for (const [host, findings] of byHost(refused)) {
      await run.note('guard.refused', {text: sentences(findings), findings}, host)
    }
    throw new GuardRefusal(refused)
  }
  const forced = reports.flatMap((report) => report.findings)
  await noteForced(
    run,
    forced.filter((finding) => !noted.has(keyOf(finding))),
    force,
  )
}

const keyOf = ({host, code, message}: Finding) => JSON.stringify([host, code, message])

/** Writes into the journal what a reason overrode. */
export async function noteForced(run: Run, all: readonly Finding[], force: string | undefined): Promise<void> {
  for (const [host, findings] of byHost(all)) {
    await run.note('guard.forced', {text: `${force} (${sentences(findings)})`, reason: force, findings}, host)
  }
}

const byHost = (findings: readonly Finding[]) => Map.groupBy(findings, ({host}) => host)

const sentences = (findings: readonly Finding[]) => findings.map(({message}) => message).join(' ')

async function clear(hosts: readonly Host[], reports: readonly GuardReport[], context: GuardContext): Promise<void> {
  const byName = new Map(hosts.map((host) => [host.name, host]))
  for (const guard of guardsInOrder(context)) {
    for (const report of reports) {
      const host = byName.get(report.host)
      // A guard whose findings a reason overrode cannot clear the host; the reason covers what is lost.
      const due = report.guard === guard.name && report.plan.length > 0 && report.findings.length === 0
      if (due && host !== undefined) await guard.clear?.(host, report, context)
    }
  }
}
