import {asOpsError, type OpsError} from '@ops/core/errors'
import type {PowerDriver, PowerReading, PowerState, Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {type PowerMap, type Supply, readPowerMap} from './power-map.ts'

/** A supply with its driver opened. */
export interface Outlet {
  supply: Supply
  driver: PowerDriver
}

/** One reading of an outlet; without `reading` its state is unknown, and `error` says why. */
export interface OutletStatus {
  outlet: Outlet
  state: PowerState
  reading?: PowerReading
  error?: OpsError
}

export interface HostOutlets {
  map: PowerMap
  outlets: Outlet[]
}

/** Opens the outlets that feed a host; refuses a host that has none. */
export async function openHostOutlets(services: Services, host: string): Promise<HostOutlets> {
  const map = readPowerMap(services.inventory, services.registry)
  const supplies = map.of(host)
  if (supplies.length === 0) throw errors.POWER_NO_OUTLET({host}, host)
  return {map, outlets: await Promise.all(supplies.map((supply) => openOutlet(services, supply, host)))}
}

export async function openOutlet({transports}: Services, supply: Supply, host: string): Promise<Outlet> {
  return {supply, driver: await supply.driver.open(supply.settings, {transports, host})}
}

/** A failure is a value here: one dead plug must not hide what the other one reads. */
export async function readOutlet(outlet: Outlet, host: string, signal: AbortSignal): Promise<OutletStatus> {
  try {
    const reading = await outlet.driver.read(signal)
    return {outlet, state: reading.state, reading}
  } catch (error) {
    signal.throwIfAborted()
    return {outlet, state: 'unknown', error: asOpsError(error, host)}
  }
}

export function readOutlets(outlets: readonly Outlet[], host: string, signal: AbortSignal): Promise<OutletStatus[]> {
  return Promise.all(outlets.map((outlet) => readOutlet(outlet, host, signal)))
}

/** The outlet that answered, else the one that the inventory names, as its driver prints it. */
export function outletId({outlet: {supply}, reading}: OutletStatus): string {
  return reading === undefined ? supply.id : supply.driver.formatOutlet(reading.outlet)
}

/** More than an open relay ever shows: an HS110 shows up to 0.93 W with no load. */
const noLoadWatts = 2

/** An open relay with a load behind it is a welded contact or a false answer: unknown. Not for right after a switch: meters lag. */
export function restingState({state, reading}: OutletStatus): PowerState {
  return state === 'off' && (reading?.watts ?? 0) > noLoadWatts ? 'unknown' : state
}

/** A machine is off when all of its outlets are, and has power when any is on. */
export function stateOf(
  statuses: readonly OutletStatus[],
  state: (status: OutletStatus) => PowerState = (status) => status.state,
): PowerState {
  const states = statuses.map(state)
  if (states.includes('on')) return 'on'
  return states.every((one) => one === 'off') ? 'off' : 'unknown'
}
