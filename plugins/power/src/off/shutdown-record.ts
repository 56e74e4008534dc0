import {type Host, machineOf} from '@ops/core/inventory'
import {type DeviceIds, findDifference, idsOf} from '../drivers/kit/device-ids.ts'
import type {OutletStatus} from '../outlets/read-outlet.ts'
import type {Draw, Draws} from '../proofs/draw.ts'

/** Which machine was shut down, and on which outlets: a later run that finds a machine of that name must know that it is the same. */
export interface ShutdownRecord {
  /** `ssh ADDRESS:PORT` */
  machine: string
  outlets: {outlet: string; ids?: DeviceIds; draw?: Draw}[]
}

export function toShutdownRecord(host: Host, statuses: readonly OutletStatus[], draws: Draws): ShutdownRecord {
  const outlets = statuses.map(({outlet: {supply}, reading}) => {
    const [ids, draw] = [reading === undefined ? undefined : idsOf(reading), draws[supply.id]]
    return {outlet: supply.id, ...(ids === undefined ? {} : {ids}), ...(draw === undefined ? {} : {draw})}
  })
  return {machine: machineOf(host), outlets}
}

/**
 * The draws before the shutdown, by today's ids of the outlets; undefined when another machine has the name now, or hangs on other
 * outlets. An outlet that reads off feeds nothing, so it may be any.
 */
export function drawsOfRecord(
  {machine, outlets}: Partial<ShutdownRecord>,
  host: Host,
  statuses: readonly OutletStatus[],
): Draws | undefined {
  if (machine !== machineOf(host)) return undefined
  const closed = statuses.filter(({state}) => state !== 'off')
  const pairs = closed.map((status) => ({status, before: outlets?.find((one) => isSame(one, status))}))
  const isOther = pairs.some(({status, before}) => before === undefined && status.outlet.supply.feeds.includes(host.name))
  if (isOther || pairs.every(({before}) => before === undefined)) return undefined
  return Object.fromEntries(
    pairs.flatMap(({status, before}) => (before?.draw === undefined ? [] : [[status.outlet.supply.id, before.draw]])),
  )
}

function isSame({outlet, ids}: ShutdownRecord['outlets'][number], {outlet: {supply}, reading}: OutletStatus): boolean {
  const found = reading === undefined ? undefined : idsOf(reading)
  return ids === undefined || found === undefined ? ids === found && outlet === supply.id : findDifference(ids, found) === undefined
}
