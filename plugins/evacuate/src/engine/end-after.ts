import {asOpsError, exitCodes, type OpsError} from '@ops/core/errors'
import {goBack} from './go-back.ts'
import {goForward} from './go-forward.ts'
import {type MoveSession, recordAt} from './move-session.ts'
import {stopError} from './stop-error.ts'

/** Milliseconds after which a link that was lost is tried again. */
const againMs = [1000, 3000, 10_000]

/** Taken back, and whether it goes on at its source; or moved after all; or what stood in the way of both. */
type End = {goesOn: boolean} | {told: Record<string, unknown>} | {trouble: OpsError}

/** Back, or, where a lost link cut it off after COMMIT, forward to the end; tried again while only the link is in the way. */
export async function endAfter(session: MoveSession, why: OpsError, forced: AbortSignal): Promise<End> {
  for (let tries = 0; ; tries++) {
    const end = await tryToEnd(session, why, forced).catch((error: unknown) => ({trouble: asOpsError(error, session.plan.source)}))
    const pause = againMs[tries]
    if (!('trouble' in end) || end.trouble.exit !== exitCodes.unreachable || pause === undefined || forced.aborted) return end
    await session.services.clock.sleep(pause, forced).catch(() => {})
  }
}

async function tryToEnd(session: MoveSession, why: OpsError, forced: AbortSignal): Promise<End> {
  const back = await goBack(session, {}, forced)
  if (back.stop === undefined) return {goesOn: back.goesOn}
  if (back.stop.stop !== 'committed' || why.exit !== exitCodes.unreachable) return {trouble: stopError(session.plan, back.stop)}
  // What the lost link left at work there ends first, so that nothing is started twice.
  await session.records.fence(recordAt(session, 'destination'), forced)
  const {told, stop} = await goForward(session, forced, forced)
  return stop === undefined ? {told} : {trouble: stopError(session.plan, stop)}
}
