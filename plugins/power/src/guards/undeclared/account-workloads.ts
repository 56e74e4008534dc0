import type {Host, Workload} from '@ops/core/inventory'
import type {Finding, GuardContext, Registry} from '@ops/core/seams'
import type {Transport} from '@ops/core/transport'
import {findings, toFinding} from '../errors.ts'
import type {Accounted} from './find-work.ts'

export interface Account {
  accounted: Accounted
  findings: Finding[]
}

/** What the workloads declared at the host, or moved to it, answer for, as their runtimes find them. */
export async function accountWorkloads(host: Host, transport: Transport, {services: {registry}, signal}: GuardContext): Promise<Account> {
  const all: Account = {accounted: {pids: [], units: [], containers: []}, findings: []}
  const somebodyMoves = registry.guards.all().some(({clear}) => clear !== undefined)
  for (const workload of [...host.workloads, ...(await guests(host, transport, registry, signal))]) {
    const {name, kind} = workload
    const runtime = registry.workloadRuntimes.get(kind)
    if (runtime === undefined) {
      all.findings.push(toFinding(host.name, true, findings.WORKLOAD_KIND_MISSING({}, host.name, name, kind)))
      continue
    }
    const {state, pids, units, containers, detail} = await runtime.locate(workload, transport, signal)
    const {accounted} = all
    all.accounted = {
      pids: [...accounted.pids, ...pids],
      units: [...accounted.units, ...units],
      containers: [...accounted.containers, ...containers],
    }
    if (state === 'unknown') all.findings.push(toFinding(host.name, true, findings.WORKLOAD_UNKNOWN({}, host.name, name, detail)))
    if (state === 'running' && !somebodyMoves)
      all.findings.push(toFinding(host.name, true, findings.WORKLOAD_RUNS({}, host.name, name, detail)))
  }
  return all
}

async function guests(host: Host, transport: Transport, registry: Registry, signal: AbortSignal): Promise<Workload[]> {
  const found = await Promise.all(registry.guestFinders.all().map((finder) => finder.find(transport, signal)))
  return found.flat().filter(({name}) => !host.workloads.some((own) => own.name === name))
}
