import type {OpsError} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {MoveObstacle, Services} from '@ops/core/seams'
import {asSentence} from '@ops/core/text'
import {errors} from '../errors/errors.ts'
import {evacuationStatus} from '../resolve/evacuation-status.ts'
import {type Candidate, chooseDestination, type DestinationOptions} from './choose-destination.ts'
import {findWork} from './find-work.ts'

export interface EvacuateInput extends DestinationOptions {
  host: Host
}

/**
 * Finds the running work of a host and its destination; undefined when none runs. Only reads. Throws when it is unknown whether work
 * runs, when a move is still open, or when no host can take the work.
 */
export async function planEvacuation(
  services: Services,
  {host, ...options}: EvacuateInput,
  signal: AbortSignal,
): Promise<Candidate | undefined> {
  await refuseOpenMoves(services, host, signal)
  const found = await findWork(services, host, signal)
  const contradictions = found.flatMap(({obstacle}) => obstacle ?? [])
  if (contradictions.length > 0) throw refusal(host, contradictions)
  for (const {workload, presence} of found) {
    if (presence.state === 'unknown')
      throw errors.EVACUATE_WORKLOAD_UNKNOWN({host: host.name}, host.name, workload.name, asSentence(presence.detail))
  }
  const work = found.filter(({presence}) => presence.state === 'running' || presence.state === 'held')
  if (work.length === 0) return undefined
  const {chosen, refused} = await chooseDestination(services, host, work, options, signal)
  if (chosen !== undefined) return chosen
  throw refusal(
    host,
    refused.flatMap((candidate) => candidate.obstacles),
  )
}

/** Names each obstacle once. */
function refusal({name}: Host, obstacles: readonly MoveObstacle[]): OpsError {
  const parts = obstacles.filter(({message}, at) => obstacles.findIndex((other) => other.message === message) === at)
  const sentences = parts.map(({message}) => message)
  return errors.EVACUATE_REFUSED({host: name, parts}, name, sentences, parts.length === 1 ? parts[0]?.hint : undefined)
}

/** Throws while a move of the host is open, because its work is held or its records are incomplete. */
async function refuseOpenMoves(services: Services, host: Host, signal: AbortSignal): Promise<void> {
  const {moves, silent} = await evacuationStatus(services, [host], {}, signal)
  const {name} = host
  const open = moves.find(({settled}) => !settled)
  if (open !== undefined)
    throw errors.EVACUATE_OPEN({host: name}, name, open.run, open.workload, open.sentence, open.next ?? 'ops evacuate status')
  if (silent[0] !== undefined) throw errors.EVACUATE_HOST_SILENT({host: name}, name, silent[0].why)
}
