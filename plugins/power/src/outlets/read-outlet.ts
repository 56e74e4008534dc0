import {asOpsError, type OpsError} from '@ops/core/errors'
import type {Host} from '@ops/core/inventory'
import type {PowerDriver, PowerReading, PowerState, Services} from '@ops/core/seams'
import {driverErrors} from '../drivers/kit/errors.ts'
import {limitActs} from '../drivers/kit/limit-acts.ts'
import {errors} from '../errors/errors.ts'
import {findDifference, idsOf} from '../drivers/kit/device-ids.ts'
import {bindDriver} from './bind-driver.ts'
import {type Expectation, expectationOf, readRemembered, type Remembered} from './remembered-outlets.ts'
import {type PowerMap, type Supply, readPowerMap} from './power-map.ts'

/** A supply with its driver opened; each act of the driver has a limit. */
export interface Outlet {
  supply: Supply
  driver: PowerDriver
  /** What ops knows of it from before. */
  expected: Expectation
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

/** The outlets of a host as they were read before anything was done. */
export interface HostReading extends HostOutlets {
  statuses: OutletStatus[]
}

/** Opens the outlets that feed a host; refuses a host that has none. */
export async function openHostOutlets(services: Services, host: string, remembered?: Remembered): Promise<HostOutlets> {
  const map = readPowerMap(services.inventory, services.registry)
  const supplies = map.of(host)
  if (supplies.length === 0) throw errors.POWER_NO_OUTLET({host}, host)
  return {map, outlets: await openOutlets(services, host, {supplies, all: supplies, remembered})}
}

export interface OpenOutlets {
  supplies: readonly Supply[]
  /** Every outlet of the host. */
  all: readonly Supply[]
  /** What ops knows about them; read when left out. */
  remembered?: Remembered | undefined
}

/** Opens outlets of a host, as what they were when ops first saw them. */
export async function openOutlets(services: Services, host: string, {supplies, all, remembered}: OpenOutlets): Promise<Outlet[]> {
  const known = remembered ?? (await readRemembered(services, host))
  return Promise.all(supplies.map((supply) => openOutlet(services, supply, host, expectationOf(supply, all, known))))
}

async function openOutlet({transports}: Services, supply: Supply, host: string, expected: Expectation): Promise<Outlet> {
  const {known} = expected
  const driver = await supply.driver.open(supply.settings, {transports, host, ...(known === undefined ? {} : {known})})
  const bound = known === undefined ? driver : bindDriver(driver, known, {host, outlet: supply.id})
  return {supply, driver: limitActs(bound, {host, outlet: supply.id}), expected}
}

/** Reads the outlets of a host as what ops knows about them; `remembered` replaces that. */
export async function readHost(services: Services, host: Host, signal: AbortSignal, remembered?: Remembered): Promise<HostReading> {
  const {map, outlets} = await openHostOutlets(services, host.name, remembered)
  return {map, outlets, statuses: await readOutlets(outlets, host.name, signal)}
}

/** The same outlets, each bound to the device and the outlet of a strip that this reading found: nothing else is switched from now on. */
export function bindOutlets(services: Services, statuses: readonly OutletStatus[], host: string): Promise<Outlet[]> {
  return Promise.all(
    statuses.map(async ({outlet, reading}) => {
      const known = reading === undefined ? undefined : idsOf(reading)
      return known === undefined ? outlet : openOutlet(services, outlet.supply, host, {known})
    }),
  )
}

/** Devices that are read side by side: a reading is a few packets. */
const devicesAtOnce = 512

/** How many of these outlets to read at once: those that are read by programs as many as the setting `fanout` says. */
export function readsAtOnce(supplies: readonly Supply[], fanout: number): number {
  const needsProgram = ({driver, settings}: Supply) => {
    const {host, programs} = driver.dependencies?.(settings) ?? {}
    return host !== undefined || (programs ?? []).length > 0
  }
  return supplies.some(needsProgram) ? fanout : devicesAtOnce
}

/** Reads an outlet. A failure is part of the result, so that one dead plug does not hide what another one reads. */
export async function readOutlet(outlet: Outlet, host: string, signal: AbortSignal): Promise<OutletStatus> {
  try {
    const reading = await outlet.driver.read(signal)
    requireExpected(outlet, reading, host)
    return {outlet, state: reading.state, reading}
  } catch (error) {
    signal.throwIfAborted()
    return {outlet, state: 'unknown', error: asOpsError(error, host)}
  }
}

export function readOutlets(outlets: readonly Outlet[], host: string, signal: AbortSignal): Promise<OutletStatus[]> {
  return Promise.all(outlets.map((outlet) => readOutlet(outlet, host, signal)))
}

/** A driver that does not know the rule, or an outlet that took the place of another one. */
function requireExpected({supply, expected: {known, replaces}}: Outlet, reading: PowerReading, host: string): void {
  const found = idsOf(reading)
  const before = known === undefined ? (replaces ?? []).map(({ids}) => ids) : [known]
  if (found === undefined || before.length === 0) return
  const differences = before.map((ids) => findDifference(ids, found))
  const [first] = differences
  if (first === undefined || differences.includes(undefined)) return
  throw driverErrors.POWER_PLUG_CHANGED({host}, host, supply.id, first.key, first.known, first.found)
}

/** The id of the outlet that answered, or of the one that the inventory names when none did. */
export function outletId({outlet: {supply}, reading}: OutletStatus): string {
  return reading === undefined ? supply.id : supply.driver.formatOutlet(reading.outlet)
}

/** Leases on outlets: under the name that the inventory has, and under the ids, which two spellings have in common. */
export function leaseNamesOf(statuses: readonly OutletStatus[]): string[] {
  return statuses.flatMap((status) => {
    const ids = status.reading === undefined ? undefined : idsOf(status.reading)
    const id = ids?.childId ?? ids?.deviceId ?? ids?.mac
    return [`outlet/${outletId(status)}`, ...(id === undefined ? [] : [`outlet/${status.outlet.supply.driver.name}#${id}`])]
  })
}

/** Watts. More than an open relay ever shows: an HS110 shows up to 0.93 W with no load. */
export const noLoadWatts = 2

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
