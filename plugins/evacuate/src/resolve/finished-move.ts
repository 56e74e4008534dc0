import type {ErrorJson} from '@ops/core/errors'
import type {Services} from '@ops/core/seams'
import {resolveErrors} from '../errors/resolve-errors.ts'
import type {FoundMove} from './find-moves.ts'

export interface FinishedMove {
  state: 'nothing'
  /** Host on which the work was seen to run now. */
  at?: string
  /** Why the move did not end as the command wants, or why that could not be seen. */
  error?: ErrorJson
}

/**
 * A command on a move that had been finished before changes nothing. It is right only if the move ended as the command wants,
 * and the work is seen to run there now.
 */
export async function finishedMove(
  services: Services,
  {plan, finishedAt}: FoundMove,
  command: 'abort' | 'resume',
  signal: AbortSignal,
): Promise<FinishedMove> {
  const {run, workload} = plan
  const {name} = workload
  if (finishedAt === undefined || finishedAt === 'closed')
    return {state: 'nothing', error: resolveErrors.EVACUATE_CLOSED({host: plan.source}, run, name).toJSON()}
  const host = plan[finishedAt]
  if (finishedAt !== (command === 'abort' ? 'source' : 'destination'))
    return {state: 'nothing', error: resolveErrors.EVACUATE_FINISHED({host}, run, name, host, command).toJSON()}
  const runtime = services.registry.workloadRuntimes.get(workload.kind)
  const found = await runtime?.locate(workload, services.transports.to(host), signal)
  if (found?.state === 'running') return {state: 'nothing', at: host}
  const seen = found === undefined ? `no installed plugin supports work of kind ${workload.kind}` : found.detail
  return {state: 'nothing', error: resolveErrors.EVACUATE_FINISHED_UNSEEN({host}, run, {name, host, command, seen}).toJSON()}
}
