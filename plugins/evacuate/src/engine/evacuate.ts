import type {Answer} from '@ops/core/cli'
import {asOpsError, exitCodes, exitOfHosts} from '@ops/core/errors'
import {startRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {type EvacuateInput, evacuateHost, type MovedWork, planEvacuation} from './evacuate-host.ts'

/** `ops evacuate HOST --dry-run`: what would be done, or why it would be refused. */
export async function rehearse(services: Services, input: EvacuateInput, signal: AbortSignal): Promise<Answer> {
  const {host} = input
  const {candidate} = await planEvacuation(services, input, signal)
  if (candidate === undefined)
    return {result: {hosts: [{host: host.name, work: []}]}, text: `${host.name}: no declared work runs; nothing to do.`}
  const work = candidate.work.map(({workload, survey}) => ({
    workload: workload.name,
    kind: workload.kind,
    bytes: survey.bytes,
    plan: survey.plan,
    notes: survey.notes,
  }))
  const lines = work.flatMap(({workload, plan, notes}) => [
    `${workload}:`,
    ...plan.map((line) => `  ${line}`),
    ...notes.map((line) => `  note: ${line}`),
  ])
  return {
    result: {hosts: [{host: host.name, to: candidate.host, work}]},
    text: [`${host.name} -> ${candidate.host}, nothing was touched:`, ...lines].join('\n'),
    exit: exitCodes.changes,
  }
}

/** `ops evacuate HOST`: under one run of the journal. */
export async function evacuate(services: Services, input: EvacuateInput, argv: readonly string[], signal: AbortSignal): Promise<Answer> {
  const {name} = input.host
  const run = await startRun(services.coordinator, {command: 'evacuate', argv, hosts: [name], clock: services.clock})
  let moved: MovedWork[]
  try {
    moved = await evacuateHost(services, run, input, signal)
  } catch (error) {
    await run.end('failed', {error: asOpsError(error, name).toJSON()})
    throw error
  }
  const failed = moved.find(({error}) => error !== undefined)
  await run.end(failed === undefined ? 'done' : failed.state === 'unsettled' ? 'unknown' : 'failed', {moved})
  const hosts = [{host: name, run: run.id, work: moved, ...(failed?.error === undefined ? {} : {error: failed.error})}]
  return {
    result: {hosts},
    text: moved.length === 0 ? `${name}: no declared work runs; nothing to do.` : moved.map(line).join('\n'),
    exit: exitOfHosts(hosts),
  }
}

function line({workload, from, to, state, bytes, outageMs, measured, error}: MovedWork): string {
  if (state !== 'moved') return `${workload}: ${error?.message ?? state}${error?.hint === undefined ? '' : ` Next: ${error.hint}`}`
  const size = bytes === undefined ? '' : `, ${(bytes / 1e6).toFixed(1)} MB sent`
  const outage = outageMs === undefined ? '' : `, stood still for ${outageMs} ms (${measured})`
  return `${workload}: moved from ${from} to ${to}${size}${outage}.`
}
