import {asOpsError} from '@ops/core/errors'
import {continueRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {resolveErrors} from '../errors/resolve-errors.ts'
import {evaluateMove} from '../move/evaluate-move.ts'
import {inspectMove} from '../move/inspect.ts'
import {isClosed, marksAt} from '../move/move-view.ts'
import {nextCommand} from '../move/advise.ts'
import {type MoveSession, recordAt} from '../move/session.ts'
import {describeRemains} from './describe-remains.ts'
import {finishedStates} from './evacuation-status.ts'
import {fenceBoth} from './fence-both.ts'
import {unreachableHosts} from './find-moves.ts'
import type {ResolvedMove} from './resolve-move.ts'
import {findOpenRun, resolvedEnd} from './resolve-run.ts'
import {withSession} from './with-session.ts'

export interface CloseRunInput {
  run: string
  /** Why the operator gives the move up; journalled. */
  reason: string
  /** Also when abort or resume could finish the move. */
  force: boolean
  argv: readonly string[]
}

/**
 * `ops evacuate close RUN`: gives a move up that can be finished in no other way. Changes nothing but the records, and claims
 * nothing about the work.
 */
export async function closeRun(services: Services, input: CloseRunInput, signal: AbortSignal): Promise<ResolvedMove[]> {
  const {run: id, argv} = input
  const found = await findOpenRun(services, id, signal)
  const names = [...new Set(found.moves.flatMap(({plan}) => [plan.source, plan.destination]))]
  const {hosts} = await continueRun(
    services,
    {run: id, command: 'evacuate close', argv, hosts: names},
    async (run) => {
      const deps = {services, run, overrides: {}, unreachable: unreachableHosts(found)}
      const closed: ResolvedMove[] = []
      for (const move of found.moves) {
        const {plan} = move
        const base = {host: plan.source, workload: plan.workload.name, from: plan.source, to: plan.destination}
        try {
          const seen = await withSession(deps, move, signal, (session, held) => closeMove(session, input, held))
          closed.push({...base, state: 'closed', seen})
        } catch (error) {
          closed.push({...base, state: 'unsettled', error: asOpsError(error, plan.source).toJSON()})
        }
      }
      return closed
    },
    resolvedEnd,
  )
  return hosts
}

/** Closes one move; returns what is left of it, in sentences. */
export async function closeMove(
  session: MoveSession,
  {reason, force}: Pick<CloseRunInput, 'reason' | 'force'>,
  signal: AbortSignal,
): Promise<string> {
  const {run, plan, epoch, records} = session
  const names = {run: plan.run, workload: plan.workload.name, source: plan.source, destination: plan.destination}
  const view = await inspectMove(session, signal)
  const {state, sentence, advice} = evaluateMove(view, names)
  if (isClosed(view)) return describeRemains(session, view, signal)
  if (finishedStates.has(state)) throw resolveErrors.EVACUATE_CLOSE_FINISHED({host: plan.source}, plan.run, names.workload, sentence)
  const canFinish = advice !== 'close' && (typeof advice === 'string' || !('check' in advice))
  if (canFinish && !force) {
    const next = nextCommand(advice, plan) ?? 'ops evacuate status'
    throw resolveErrors.EVACUATE_CLOSE_NOT_NEEDED({host: plan.source}, plan.run, names.workload, sentence, next)
  }
  await fenceBoth(session, view, signal)
  const seen = await describeRemains(session, view, signal)
  const data = {workload: names.workload, of: plan.run, epoch, reason, state, text: seen}
  await run.act('evacuate.close', {host: plan.source, data}, async () => {
    for (const side of ['source', 'destination'] as const) {
      if (marksAt(view, side) !== undefined) await records.mark(recordAt(session, side), 'closed', reason, {}, signal)
    }
  })
  return seen
}
