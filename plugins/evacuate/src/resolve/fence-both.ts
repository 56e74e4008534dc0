import {marksAt, type MoveView} from '../move/move-view.ts'
import {type MoveSession, recordAt} from '../move/session.ts'

/** Afterwards an earlier ops process cannot act on either host, and no command that it left behind still runs. */
export async function fenceBoth(session: MoveSession, view: MoveView, signal: AbortSignal): Promise<void> {
  const {run, plan, epoch, overrides} = session
  const data = {workload: plan.workload.name, of: plan.run, epoch, ...overrides}
  await run.act('evacuate.fence', {host: plan.source, data}, async () => {
    for (const side of ['destination', 'source'] as const) {
      if (marksAt(view, side) !== undefined) await session.records.fence(recordAt(session, side), signal)
    }
  })
}
