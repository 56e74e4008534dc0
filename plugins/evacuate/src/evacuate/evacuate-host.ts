import type {Lease} from '@ops/core/coordinator'
import {type ErrorJson, type ExitName, exitCodes, OpsError} from '@ops/core/errors'
import type {Run} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {withDestination, withSource} from '../move/leases.ts'
import {pruneRecords} from '../records/prune-records.ts'
import type {MovePlan} from '../records/record.ts'
import {hostRecords} from '../records/record-store.ts'
import type {SurveyedWork} from './choose-destination.ts'
import {type MovedWork, moveWork} from './move-work.ts'
import {type EvacuateInput, planEvacuation} from './plan-evacuation.ts'

/** Moves all running work of a host away, one workload after the other; stops at the first that does not arrive. */
export async function evacuateHost(services: Services, run: Run, input: EvacuateInput, signal: AbortSignal): Promise<MovedWork[]> {
  const source = input.host.name
  return withSource(services, {run: run.id, source}, signal, async (ours, held) => {
    // Planned under the lease: its previous holder may have moved everything.
    const candidate = await planEvacuation(services, input, held)
    if (candidate === undefined) return []
    const destination = candidate.host
    return withDestination(services, ours, {run: run.id, destination}, held, async (lease, both) => {
      await Promise.all([source, destination].map((name) => pruneRecords(services, run, name, both)))
      const moved: MovedWork[] = []
      for (const work of candidate.work) {
        const one = await moveOne(services, {run, lease}, work, both)
        moved.push(one)
        if (one.error !== undefined) break
      }
      return moved
    })
  })
}

/** Throws the first error of the moves, for callers that need all of them done. */
export function throwFirstError(moves: readonly {error?: ErrorJson}[]): void {
  const error = moves.find((move) => move.error !== undefined)?.error
  if (error === undefined) return
  const exit = (Object.keys(exitCodes) as ExitName[]).find((name) => exitCodes[name] === error.exit) ?? 'internal'
  const {code, message, host, hint} = error
  throw new OpsError(code, message, exit, {...(host === undefined ? {} : {host}), ...(hint === undefined ? {} : {hint})})
}

async function moveOne(
  services: Services,
  {run, lease}: {run: Run; lease: Lease},
  {workload, mover, input, survey}: SurveyedWork,
  signal: AbortSignal,
): Promise<MovedWork> {
  const [source, destination] = [input.source.host, input.destination.host]
  const progress = services.progress.start(`${workload.name}: ${source} -> ${destination}`)
  try {
    const plan: MovePlan = {
      version: 1,
      run: run.id,
      at: services.clock.now(),
      workload,
      source,
      destination,
      ...(input.images === undefined ? {} : {images: input.images}),
      ticket: survey.migrationContext,
    }
    await run.note('evacuate.plan', {text: `${workload.name}: ${source} -> ${destination}`, plan}, source)
    const session = {services, run, lease, plan, epoch: lease.fence, mover, records: hostRecords, progress, overrides: {}}
    const moved = await moveWork(session, signal)
    return survey.notes.length === 0 ? moved : {...moved, notes: survey.notes}
  } finally {
    progress.end()
  }
}
