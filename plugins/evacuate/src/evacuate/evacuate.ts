import type {ErrorJson} from '@ops/core/errors'
import {inRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import type {Candidate} from './choose-destination.ts'
import {evacuateHost} from './evacuate-host.ts'
import type {MovedWork} from './move-work.ts'
import {type EvacuateInput, planEvacuation} from './plan-evacuation.ts'

/** What `--dry-run` reports of a host; without `to` there is nothing to do. */
export interface EvacuationPlan {
  host: string
  to?: string
  work: {workload: string; kind: string; bytes: number; plan: string[]; notes: string[]}[]
}

/** `ops evacuate HOST --dry-run`: what would be done. Throws when it would be refused. */
export async function dryRun(services: Services, input: EvacuateInput, signal: AbortSignal): Promise<EvacuationPlan> {
  const candidate = await planEvacuation(services, input, signal)
  const host = input.host.name
  return candidate === undefined ? {host, work: []} : {host, to: candidate.host, work: candidate.work.map(planOf)}
}

function planOf({workload: {name, kind}, survey: {bytes, plan, notes}}: Candidate['work'][number]): EvacuationPlan['work'][number] {
  return {workload: name, kind, bytes, plan, notes}
}

export interface EvacuatedHost {
  host: string
  run: string
  work: MovedWork[]
  error?: ErrorJson
}

/** `ops evacuate HOST`, as one run of the journal. */
export async function evacuate(
  services: Services,
  input: EvacuateInput,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<EvacuatedHost> {
  const host = input.host.name
  const {hosts} = await inRun<EvacuatedHost>(
    services,
    {command: 'evacuate', argv, hosts: [host]},
    async (run) => {
      const work = await evacuateHost(services, run, input, signal)
      const error = work.find((one) => one.error !== undefined)?.error
      return [{host, run: run.id, work, ...(error === undefined ? {} : {error})}]
    },
    {
      isUnknown: ({work}) => work.some(({state}) => state === 'unsettled'),
      summary: ([done]) => ({moved: done?.work ?? []}),
    },
  )
  return hosts[0] as EvacuatedHost
}
