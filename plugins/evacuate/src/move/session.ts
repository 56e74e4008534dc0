import type {Lease} from '@ops/core/coordinator'
import type {ProgressTask} from '@ops/core/progress'
import type {Run} from '@ops/core/runs'
import type {Move, Services, WorkloadMover} from '@ops/core/seams'
import {type MovePlan, recordFolder} from '../records/record.ts'
import type {RecordHandle, RecordStore} from '../records/record-store.ts'

/** The operator's reasons why a host that does not answer runs nothing any more; journalled. */
export interface Overrides {
  source?: string
  destination?: string
}

/** Hosts that did not answer to this command, with the reason: each is waited for only once. */
export type UnreachableHosts = Map<string, string>

/** One move, acted on by the holder of its lease. */
export interface MoveSession {
  services: Services
  run: Run
  lease: Lease
  plan: MovePlan
  epoch: number
  mover: WorkloadMover
  records: RecordStore
  progress: ProgressTask
  overrides: Overrides
  unreachable?: UnreachableHosts
}

/** The move in the form that its mover takes; without a run for a mover that only reads. */
export function toMove({
  services,
  plan,
  epoch,
  progress,
  run,
}: Pick<MoveSession, 'services' | 'plan' | 'epoch' | 'progress'> & {run?: Run}): Move {
  return {
    workload: plan.workload,
    source: services.transports.to(plan.source),
    destination: services.transports.to(plan.destination),
    ...(plan.images === undefined ? {} : {images: plan.images}),
    clock: services.clock,
    record: recordFolder(plan.run, plan.workload.name),
    epoch,
    migrationContext: plan.ticket,
    progress,
    act: (name, host, action) =>
      run === undefined ? action() : run.act(`evacuate.${name}`, {host, data: {workload: plan.workload.name, epoch}}, action),
  }
}

export function recordAt(session: MoveSession, side: 'source' | 'destination'): RecordHandle {
  const {services, plan, epoch} = session
  return {transport: services.transports.to(plan[side]), run: plan.run, workload: plan.workload.name, epoch}
}
