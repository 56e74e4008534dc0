import {toFinding} from '@ops/core/guards'
import type {Host} from '@ops/core/inventory'
import type {Finding, GuardContext} from '@ops/core/seams'
import type {Transport} from '@ops/core/transport'
import {guardErrors} from '../errors.ts'
import type {Accounted} from './find-work.ts'

export interface Account {
  accounted: Accounted
  findings: Finding[]
}

/** Asks the runtimes which processes, units and containers belong to workloads that are declared at the host or were moved to it. */
export async function accountWorkloads(
  host: Host,
  transport: Transport,
  {services: {registry, inventory}, signal}: Pick<GuardContext, 'services' | 'signal'>,
): Promise<Account> {
  const all: Account = {accounted: {pids: [], units: [], containers: []}, findings: []}
  const canBeMoved = registry.guards.all().some(({clear}) => clear !== undefined)
  const found = await Promise.all(registry.guestFinders.all().map((finder) => finder.find(transport, inventory, signal)))
  const guests = found.flat().filter(({name}) => !host.workloads.some((own) => own.name === name))
  for (const workload of [...host.workloads, ...guests]) {
    const {name, kind} = workload
    const runtime = registry.workloadRuntimes.get(kind)
    if (runtime === undefined) {
      all.findings.push(toFinding(host.name, true, guardErrors.POWER_WORKLOAD_KIND_MISSING({}, host.name, name, kind)))
      continue
    }
    const {state, pids, units, containers, detail} = await runtime.locate(workload, transport, signal)
    const {accounted} = all
    all.accounted = {
      pids: [...accounted.pids, ...pids],
      units: [...accounted.units, ...units],
      containers: [...accounted.containers, ...containers],
    }
    if (state === 'unknown') all.findings.push(toFinding(host.name, true, guardErrors.POWER_WORKLOAD_UNKNOWN({}, host.name, name, detail)))
    if (state === 'running' && !canBeMoved)
      all.findings.push(toFinding(host.name, true, guardErrors.POWER_WORKLOAD_RUNS({}, host.name, name, detail)))
  }
  return all
}
