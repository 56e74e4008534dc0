import type {Host} from '@ops/core/inventory'
import {asOpsError, exitCodes} from '@ops/core/errors'
import type {MoveInput, MoveObstacle, MoveSurvey, Services, WorkloadMover} from '@ops/core/seams'
import {errors} from '../errors.ts'
import {evacuateSection} from '../section.ts'
import type {FoundWork} from './find-work.ts'
import {evacuationStatus} from './status.ts'

export interface SurveyedWork extends FoundWork {
  mover: WorkloadMover
  input: MoveInput
  survey: MoveSurvey
}

/** A host that could take the work, and what stands in its way. */
export interface Candidate {
  host: string
  work: SurveyedWork[]
  obstacles: MoveObstacle[]
}

export interface Choice {
  chosen?: Candidate
  /** Those that were looked at and cannot take it. */
  refused: Candidate[]
}

export interface DestinationWish {
  /** Host set that beats what the inventory says. */
  to?: string
  /** Hosts that will go off too: nothing is moved onto them. */
  avoid?: readonly string[]
}

/** The first host of the set that can take all of the work. */
export async function chooseDestination(
  services: Services,
  host: Host,
  work: readonly FoundWork[],
  {to, avoid = []}: DestinationWish,
  signal: AbortSignal,
): Promise<Choice> {
  const section = host.section(evacuateSection)
  const wanted = to ?? section?.to ?? homes(work, host.name)
  if (wanted === undefined) throw errors.DESTINATION_MISSING({host: host.name}, host.name)
  const refused: Candidate[] = []
  for (const {name} of services.inventory.select(wanted)) {
    if (name === host.name || avoid.includes(name)) continue
    const candidate = await surveyCandidate(services, host, name, work, section?.images, signal)
    if (candidate.obstacles.length === 0) return {chosen: candidate, refused}
    refused.push(candidate)
  }
  if (refused.length === 0) throw errors.DESTINATION_MISSING({host: host.name}, host.name)
  return {refused}
}

/** A host that nothing was said about, with guests only: back to where they are declared. */
function homes(work: readonly FoundWork[], host: string): string | undefined {
  const names = new Set(work.map(({workload}) => workload.host))
  const [only] = names
  return names.size === 1 && only !== host ? only : undefined
}

/** What an earlier move left on either host comes first: it may still be destroyed or thawed there. */
async function openMoves(services: Services, from: Host, to: string, signal: AbortSignal): Promise<MoveObstacle[]> {
  const {moves} = await evacuationStatus(services, [from, services.inventory.host(to)], {}, signal)
  return moves
    .filter(({settled}) => !settled)
    .map(({run, workload, sentence, next}) => ({
      host: to,
      message: `Evacuation ${run} of ${workload} is not settled: ${sentence}`,
      hint: next ?? 'ops evacuate status',
    }))
}

async function surveyCandidate(
  services: Services,
  from: Host,
  to: string,
  found: readonly FoundWork[],
  images: string | undefined,
  signal: AbortSignal,
): Promise<Candidate> {
  const candidate: Candidate = {host: to, work: [], obstacles: []}
  try {
    candidate.obstacles.push(...(await openMoves(services, from, to, signal)))
    for (const one of found) {
      const mover = await services.registry.workloadRuntimes.get(one.workload.kind)?.mover?.()
      if (mover === undefined) {
        candidate.obstacles.push({
          host: from.name,
          message: `${one.workload.name} is of kind ${one.workload.kind}, which cannot be moved.`,
          hint: `stop ${one.workload.name} on ${from.name}`,
        })
        continue
      }
      const input: MoveInput = {
        workload: one.workload,
        source: services.transports.to(from.name),
        destination: services.transports.to(to),
        clock: services.clock,
        ...(images === undefined ? {} : {images}),
      }
      const survey = await mover.survey(input, signal)
      candidate.work.push({...one, mover, input, survey})
      candidate.obstacles.push(...survey.obstacles)
    }
  } catch (error) {
    signal.throwIfAborted()
    const trouble = asOpsError(error, to)
    if (trouble.exit !== exitCodes.unreachable && trouble.exit !== exitCodes.usage) throw error
    candidate.obstacles.push({
      host: trouble.host ?? to,
      message: trouble.message,
      hint: trouble.hint ?? `ops evacuate ${from.name} --to HOST`,
    })
  }
  return candidate
}
