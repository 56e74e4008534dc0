import {dirname} from 'node:path/posix'
import {asOpsError, exitCodes} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import {findMaintenance, type Maintenance, maintenanceSentence} from '@ops/core/maintenance'
import type {MoveInput, MoveObstacle, MoveSurvey, Services, WorkloadMover} from '@ops/core/seams'
import type {Transport} from '@ops/core/transport'
import {errors} from '../errors/errors.ts'
import {evacuateSection} from '../inventory/evacuate-section.ts'
import {evacuationStatus} from '../resolve/evacuation-status.ts'
import type {FoundWork} from './find-work.ts'

export interface SurveyedWork extends FoundWork {
  mover: WorkloadMover
  input: MoveInput
  survey: MoveSurvey
}

/** A host that could take the work, and the obstacles. */
export interface Candidate {
  host: string
  work: SurveyedWork[]
  obstacles: MoveObstacle[]
}

export interface Choice {
  chosen?: Candidate
  /** Candidates that were surveyed and cannot take the work. */
  refused: Candidate[]
}

export interface DestinationOptions {
  /** Host set that overrides the inventory. */
  to?: string
  /** Hosts that will go off too, and why, as a predicate: nothing is moved to them. */
  avoid?: ReadonlyMap<string, string>
}

/** The first host of the set that can take all of the work. */
export async function chooseDestination(
  services: Services,
  host: Host,
  work: readonly FoundWork[],
  {to, avoid}: DestinationOptions,
  signal: AbortSignal,
): Promise<Choice> {
  const section = host.section(evacuateSection)
  const hostSet = to ?? section?.to ?? homeOf(work, host.name)
  if (hostSet === undefined) throw errors.EVACUATE_DESTINATION_MISSING({host: host.name}, host.name)
  const refused: Candidate[] = []
  for (const {name} of services.inventory.select(hostSet)) {
    if (name === host.name) continue
    const why = avoid?.get(name)
    if (why !== undefined) {
      refused.push({host: name, work: [], obstacles: [goesOff(host.name, name, why)]})
      continue
    }
    const maintenance = await findMaintenance(services, name)
    if (maintenance !== undefined) {
      refused.push({host: name, work: [], obstacles: [maintenanceObstacle(maintenance)]})
      continue
    }
    const candidate = await surveyCandidate(services, {from: host, to: name, work, images: section?.images}, signal)
    if (candidate.obstacles.length === 0) return {chosen: candidate, refused}
    refused.push(candidate)
  }
  if (refused.length === 0) throw errors.EVACUATE_DESTINATION_MISSING({host: host.name}, host.name)
  return {refused}
}

function goesOff(from: string, host: string, why: string): MoveObstacle {
  const message = `${host} takes no work, because it ${why} as ${from}.`
  return {host, message, hint: 'name a host that keeps its power with --to'}
}

/** No work is placed on a host on which somebody works. */
function maintenanceObstacle(maintenance: Maintenance): MoveObstacle {
  const {host} = maintenance
  return {
    host,
    message: `${host} ${maintenanceSentence(maintenance)}`,
    hint: `name another host with --to, or run ops maintenance off ${host}`,
  }
}

/** For a host without a declared destination that has only guests: the host where they are declared. */
function homeOf(work: readonly FoundWork[], host: string): string | undefined {
  const names = new Set(work.map(({workload}) => workload.host))
  const [only] = names
  return names.size === 1 && only !== host ? only : undefined
}

interface CandidateInput {
  from: Host
  to: string
  work: readonly FoundWork[]
  images: string | undefined
}

async function surveyCandidate(services: Services, input: CandidateInput, signal: AbortSignal): Promise<Candidate> {
  const {from, to} = input
  const candidate: Candidate = {host: to, work: [], obstacles: []}
  try {
    candidate.obstacles.push(...(await openMoves(services, from, to, signal)))
    for (const found of input.work) {
      const surveyed = await surveyWork(services, input, found, signal)
      if ('message' in surveyed) {
        candidate.obstacles.push(surveyed)
        continue
      }
      candidate.work.push(surveyed)
      candidate.obstacles.push(...surveyed.survey.obstacles)
    }
  } catch (error) {
    signal.throwIfAborted()
    const failure = asOpsError(error, to)
    if (failure.exit !== exitCodes.unreachable && failure.exit !== exitCodes.usage) throw error
    const hint = failure.hint ?? `ops evacuate ${from.name} --to HOST`
    candidate.obstacles.push({host: failure.host ?? to, message: failure.message, hint})
  }
  return candidate
}

/** Open moves of either host are obstacles: they may still destroy or thaw something there. */
async function openMoves(services: Services, from: Host, to: string, signal: AbortSignal): Promise<MoveObstacle[]> {
  const {moves} = await evacuationStatus(services, [from, services.inventory.host(to)], {}, signal)
  return moves
    .filter(({settled}) => !settled)
    .map(({run, workload, sentence, next}) => ({
      host: to,
      message: `Evacuation ${run} of ${workload} is not finished: ${sentence}`,
      hint: next ?? 'ops evacuate status',
    }))
}

async function surveyWork(
  services: Services,
  {from, to, images}: CandidateInput,
  found: FoundWork,
  signal: AbortSignal,
): Promise<SurveyedWork | MoveObstacle> {
  const {name, kind} = found.workload
  const mover = await services.registry.workloadRuntimes.get(kind)?.mover?.()
  if (mover === undefined)
    return {host: from.name, message: `${name} is of kind ${kind}, which cannot be moved.`, hint: `stop ${name} on ${from.name}`}
  const input: MoveInput = {
    workload: found.workload,
    source: services.transports.to(from.name),
    destination: services.transports.to(to),
    clock: services.clock,
    ...(images === undefined ? {} : {images}),
  }
  const survey = await mover.survey(input, signal)
  const notes = kind === 'process' ? await noteImages(input.source, images, name, signal) : []
  return {...found, mover, input, survey: {...survey, notes: [...(found.notes ?? []), ...survey.notes, ...notes]}}
}

/** File systems that lose their content with the power. */
const inMemory = ['tmpfs', 'ramfs']

/** What the owner of the work should know about the declared folder of images on a host: one sentence, or none. */
async function noteImages(transport: Transport, images: string | undefined, name: string, signal: AbortSignal): Promise<string[]> {
  if (images === undefined || !inMemory.includes(await fileSystemOf(transport, images, signal))) return []
  const {host} = transport
  return [`${images} lies in the memory of ${host}: if ${host} loses its power before the images of ${name} have arrived, ${name} is lost.`]
}

/** Type of the file system on which a path lies, or will lie. */
async function fileSystemOf(transport: Transport, path: string, signal: AbortSignal): Promise<string> {
  const {code, stdout} = await transport.exec(['stat', '-f', '-c', '%T', '--', path], {signal, timeoutMs: 30_000})
  if (code === 0) return stdout.trim()
  return path === '/' ? '' : fileSystemOf(transport, dirname(path), signal)
}
