import type {Lease} from '@ops/core/coordinator'
import type {Run} from '@ops/core/runs'
import type {Move, Services, WorkloadMover} from '@ops/core/seams'
import type {ProgressTask} from '@ops/core/cli'
import {type MovePlan, recordFolder} from '../record/record.ts'
import type {RecordHandle, RecordStore} from '../record/store.ts'

/** The operator's own word that a host which does not answer runs nothing any more; journalled. */
export interface Vouched {
  source?: string
  destination?: string
}

/** One move in the hands of the holder of its lease. */
export interface MoveSession {
  services: Services
  run: Run
  lease: Lease
  plan: MovePlan
  epoch: number
  mover: WorkloadMover
  records: RecordStore
  progress: ProgressTask
  vouched: Vouched
  /** Hosts that did not answer to this command, with the reason. */
  silent?: Map<string, string>
}

/** The move as its mover wants it. */
export function moveOf({services, plan, epoch, progress}: Pick<MoveSession, 'services' | 'plan' | 'epoch' | 'progress'>): Move {
  return {
    workload: plan.workload,
    source: services.transports.to(plan.source),
    destination: services.transports.to(plan.destination),
    ...(plan.images === undefined ? {} : {images: plan.images}),
    clock: services.clock,
    record: recordFolder(plan.run, plan.workload.name),
    epoch,
    ticket: plan.ticket,
    progress,
  }
}

export function recordAt(session: MoveSession, side: 'source' | 'destination'): RecordHandle {
  const {services, plan, epoch} = session
  return {transport: services.transports.to(plan[side]), run: plan.run, workload: plan.workload.name, epoch}
}
