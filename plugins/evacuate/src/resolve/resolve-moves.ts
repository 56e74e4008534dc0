import {asOpsError} from '@ops/core/errors'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {type FoundMoves, unreachableHosts} from './find-moves.ts'
import {finishedMove} from './finished-move.ts'
import {type ResolvedMove, type ResolveInput, resolveMove, unreachedError} from './resolve-move.ts'
import {withSession} from './with-session.ts'

interface ResolveDeps {
  services: Services
  run: Run
  input: ResolveInput
  found: FoundMoves
}

/** Aborts every open move of a run (a committed one is refused), or finishes it. */
export async function resolveMoves(deps: ResolveDeps, signal: AbortSignal): Promise<ResolvedMove[]> {
  const {found, input, services, run} = deps
  const {command} = input
  const resolved: ResolvedMove[] = []
  const session = {services, run, overrides: input.overrides ?? {}, unreachable: unreachableHosts(found)}
  // A finished move stays finished. It decides the exit code only if no other move of its run was open.
  const allFinished = found.moves.every(({finishedAt}) => finishedAt !== undefined)
  for (const move of found.moves) {
    const {plan, finishedAt} = move
    const base = {host: plan.source, workload: plan.workload.name, from: plan.source, to: plan.destination}
    try {
      const open = finishedAt === undefined
      const end = open ? await withSession(session, move, signal, (one, held) => resolveMove(one, input, held)) : 'nothing'
      if (end === 'nothing') {
        const as = {...move, finishedAt: finishedAt ?? (command === 'abort' ? 'source' : 'destination')} as const
        const {error: wrong, ...finished} = await finishedMove(services, as, command, signal)
        // A record was found, so the destination has one too, which may still be open.
        const isUnread = command === 'abort' && move.epoch > 0 && session.unreachable.has(plan.destination)
        const error = wrong ?? (isUnread ? unreachedError(plan, 'stayed') : undefined)
        resolved.push({...base, ...finished, ...(error === undefined || !(open || allFinished) ? {} : {error})})
      } else resolved.push({...base, ...end})
    } catch (error) {
      resolved.push({...base, state: 'unsettled', error: asOpsError(error, plan.source).toJSON()})
    }
  }
  return resolved
}
