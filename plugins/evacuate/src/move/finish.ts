import {asOpsError, exitCodes, type OpsError} from '@ops/core/errors'
import {goBack} from './backward.ts'
import {goForward} from './forward.ts'
import {type MoveSession, recordAt} from './session.ts'
import {stopError} from './stop-error.ts'

/** Milliseconds after which a lost link is tried again. */
const retryMs = [1000, 3000, 10_000]

/** How a stopped move ended: undone (and whether the work runs at its source), moved after all, or the error that prevented both. */
type MoveEnd = {runsAtSource: boolean} | {facts: Record<string, unknown>} | {failure: OpsError}

/**
 * Ends a move that `cause` has stopped: undoes it, or finishes it if a lost link stopped it after COMMIT. Tries again while only the
 * link prevents that.
 */
export async function finishMove(session: MoveSession, cause: OpsError, forced: AbortSignal): Promise<MoveEnd> {
  for (let tries = 0; ; tries++) {
    const end = await tryToFinish(session, cause, forced).catch((error: unknown) => ({failure: asOpsError(error, session.plan.source)}))
    const pause = retryMs[tries]
    if (!('failure' in end) || end.failure.exit !== exitCodes.unreachable || pause === undefined || forced.aborted) return end
    await session.services.clock.sleep(pause, forced).catch(() => {})
  }
}

async function tryToFinish(session: MoveSession, cause: OpsError, forced: AbortSignal): Promise<MoveEnd> {
  const back = await goBack(session, {}, forced)
  if (back.stop === undefined) return {runsAtSource: back.runsAtSource}
  if (back.stop.stop !== 'committed' || cause.exit !== exitCodes.unreachable) return {failure: stopError(session.plan, back.stop)}
  // Commands that the lost link left running there end first, so that nothing is started twice.
  await session.records.fence(recordAt(session, 'destination'), forced)
  const {facts, stop} = await goForward(session, forced, forced)
  return stop === undefined ? {facts} : {failure: stopError(session.plan, stop)}
}
