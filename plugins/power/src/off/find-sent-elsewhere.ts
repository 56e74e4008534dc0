import type {OpsError} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import {leavesUnknown} from '../drivers/kit/errors.ts'
import {formatIds, idsOf} from '../drivers/kit/device-ids.ts'
import {wiringErrors} from '../errors/wiring-errors.ts'
import {findKnownBy} from '../outlets/known-by.ts'
import {type OutletStatus, readHost} from '../outlets/read-outlet.ts'

const otherDevice = new Set(['POWER_PLUG_CHANGED', 'POWER_PLUG_MISMATCH'])

export interface SentInput {
  /** The readings after the off command. */
  statuses: readonly OutletStatus[]
  failures: readonly Error[]
}

/**
 * The error of an off command after which another device answers at the address of the outlet: that one may have carried it out. Undefined
 * when each outlet is still itself, or was another one before the command was sent.
 */
export async function findSentElsewhere(
  services: Services,
  host: Host,
  {statuses, failures}: SentInput,
  signal: AbortSignal,
): Promise<OpsError | undefined> {
  const [moved] = statuses.filter(({error}) => error !== undefined && otherDevice.has(error.code))
  if (moved?.error === undefined || failures.some((failure) => !leavesUnknown(failure))) return undefined
  // As whatever answers there now.
  const found = (await readHost(services, host, signal, {outlets: [], version: 0})).statuses
  const answering = found.filter(({outlet}) => outlet.supply.id === moved.outlet.supply.id)
  const ids = answering.flatMap(({reading}) => (reading === undefined ? [] : [idsOf(reading)]))[0]
  const others = (await findKnownBy(services, answering)).hosts.filter((name) => name !== host.name)
  const device = ids === undefined ? 'another device' : `another device (${formatIds(ids)})`
  return wiringErrors.POWER_SENT_ELSEWHERE({host: host.name, cause: moved.error}, host.name, moved.outlet.supply.id, device, others)
}
