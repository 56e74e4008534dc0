import {type DeviceIds, findDifference, idsOf} from '../drivers/kit/device-ids.ts'
import type {OutletStatus} from './read-outlet.ts'

/** An outlet as the journal has it: its name in the inventory, and the ids of a device that reports some. */
export interface NotedOutlet {
  outlet: string
  ids?: DeviceIds
}

export function noteOutlet({outlet: {supply}, reading}: OutletStatus): NotedOutlet {
  const ids = reading === undefined ? undefined : idsOf(reading)
  return {outlet: supply.id, ...(ids === undefined ? {} : {ids})}
}

/** The same device and outlet of a strip, at whatever address; without ids the same name in the inventory. */
export function isSameOutlet({outlet, ids}: NotedOutlet, {outlet: {supply}, reading}: OutletStatus): boolean {
  const found = reading === undefined ? undefined : idsOf(reading)
  return ids === undefined || found === undefined ? outlet === supply.id : findDifference(ids, found) === undefined
}
