import type {Lease} from '@ops/core/coordinator'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {withDestination, withSource} from '../move/leases.ts'
import type {MoveSession, Overrides, UnreachableHosts} from '../move/session.ts'
import {hostRecords} from '../records/record-store.ts'
import type {FoundMove} from './find-moves.ts'

export interface SessionDeps {
  services: Services
  run: Run
  overrides: Overrides
  /** Each host that did not answer is waited for once, however many moves it is part of. */
  unreachable: UnreachableHosts
}

/** Acts on a move under the leases of both its hosts, with a higher epoch than any ops process before. */
export async function withSession<T>(
  {services, run, overrides, unreachable}: SessionDeps,
  {plan, epoch}: FoundMove,
  signal: AbortSignal,
  action: (session: MoveSession, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const {source, destination, workload} = plan
  const {name, kind} = workload
  const mover = await services.registry.workloadRuntimes.get(kind)?.mover?.()
  if (mover === undefined) {
    const cause = `no installed plugin can move work of kind ${kind}.`
    throw errors.EVACUATE_STEP_FAILED({host: source}, source, `the move of ${name} cannot be resolved`, cause)
  }
  const acting = async (lease: Lease, held: AbortSignal) => {
    const progress = services.progress.start(`${name}: ${source} -> ${destination}`)
    const session: MoveSession = {
      services,
      run,
      lease,
      plan,
      epoch: Math.max(lease.fence, epoch + 1),
      mover,
      records: hostRecords,
      progress,
      overrides,
      unreachable,
    }
    try {
      return await action(session, held)
    } finally {
      progress.end()
    }
  }
  return withSource(services, {run: plan.run, source}, signal, (ours, held) =>
    withDestination(services, ours, {run: plan.run, destination}, held, acting),
  )
}
