import {asOpsError, type OpsError} from '@ops/core/errors'
import type {PowerDriver, PowerReading, PowerState, Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {type PowerMap, type Supply, readPowerMap} from './power-map.ts'

/** A supply with its driver opened. */
export interface Outlet {
  supply: Supply
  driver: PowerDriver
}

/** What one look at an outlet gave; without `reading` its state is unknown, and `error` says why. */
export interface OutletLook {
  outlet: Outlet
  state: PowerState
  reading?: PowerReading
  error?: OpsError
}

export interface HostPower {
  map: PowerMap
  outlets: Outlet[]
}

/** Opens the outlets that feed a host; refuses a host that has none. */
export async function openHostPower(services: Services, host: string): Promise<HostPower> {
  const map = readPowerMap(services.inventory, services.registry)
  const supplies = map.of(host)
  if (supplies.length === 0) throw errors.NO_POWER({host}, host)
  return {map, outlets: await Promise.all(supplies.map((supply) => openOutlet(services, supply, host)))}
}

export async function openOutlet(services: Services, supply: Supply, host: string): Promise<Outlet> {
  const factory = services.registry.powerDrivers.get(supply.config.driver)
  if (factory === undefined) throw new Error(`No power driver "${supply.config.driver}".`)
  const {driver: _, ...config} = supply.config
  return {supply, driver: await factory.open(config, {transports: services.transports, host})}
}

/** A failure is a value here: one dead plug must not hide what the other one says. */
export async function lookAt(outlet: Outlet, host: string, signal: AbortSignal): Promise<OutletLook> {
  try {
    const reading = await outlet.driver.read(signal)
    return {outlet, state: reading.state, reading}
  } catch (error) {
    signal.throwIfAborted()
    return {outlet, state: 'unknown', error: asOpsError(error, host)}
  }
}

/** More than an open relay ever shows: an HS110 shows up to 0.93 W with no load. */
const noLoadWatts = 2

/** An open relay with a load behind it is a welded contact or a lie: unknown. Right after a switch meters lag; don't ask then. */
export function restingState({state, reading}: OutletLook): PowerState {
  return state === 'off' && (reading?.watts ?? 0) > noLoadWatts ? 'unknown' : state
}

/** A machine is off when all of its outlets are, and has power when any is on. */
export function stateOf(looks: readonly OutletLook[], state: (look: OutletLook) => PowerState = (look) => look.state): PowerState {
  const states = looks.map(state)
  if (states.includes('on')) return 'on'
  return states.every((one) => one === 'off') ? 'off' : 'unknown'
}
