import {asOpsError, type OpsError} from '@ops/core/errors'
import type {PowerDriver, PowerReading, PowerState, Services} from '@ops/core/seams'
import {limitActs} from '../drivers/kit/limit-acts.ts'
import {errors} from '../errors/errors.ts'
import {type PowerMap, type Supply, readPowerMap} from './power-map.ts'

/** A supply with its driver opened; each act of the driver has a limit. */
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
  const driver = await supply.driver.open(supply.settings, {transports, host})
  return {supply, driver: limitActs(driver, {host, outlet: supply.id})}
}

/** Reads an outlet. A failure is part of the result, so that one dead plug does not hide what another one reads. */
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

/** The id of the outlet that answered, or of the one that the inventory names when none did. */
export function outletId({outlet: {supply}, reading}: OutletStatus): string {
  return reading === undefined ? supply.id : supply.driver.formatOutlet(reading.outlet)
}

/** Watts. More than an open relay ever shows: an HS110 shows up to 0.93 W with no load. */
const noLoadWatts = 2

/**
 * The state of an outlet that was not switched just now. An open relay with a load behind it has a welded contact, or its plug reports
 * a false state, so its state is unknown. Right after a switch this does not apply, because meters lag.
 */
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
