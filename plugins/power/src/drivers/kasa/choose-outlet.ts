import {driverErrors} from '../kit/errors.ts'
import {type DeviceIds, findDifference} from '../kit/device-ids.ts'
import type {KasaConfig} from './config.ts'
import {normalMac} from '../kit/mac.ts'
import type {KasaOutlet, Sysinfo} from './protocol/sysinfo.ts'

/** Throws when the plug is not the pinned one. Addresses and aliases change owners; device ids and MAC addresses do not. */
export function checkPins(host: string, plug: string, pins: KasaConfig, info: Sysinfo): void {
  const refuse = (key: string, pinned: string, found: string) => {
    throw driverErrors.POWER_PLUG_MISMATCH({host}, host, plug, key, pinned, found)
  }
  const {deviceId, mac, model} = pins
  if (deviceId !== undefined && deviceId.toUpperCase() !== info.deviceId.toUpperCase()) refuse('device id', deviceId, info.deviceId)
  if (mac !== undefined && normalMac(mac) !== info.mac) refuse('MAC address', normalMac(mac), info.mac ?? 'none')
  if (model !== undefined && !info.model.raw.toUpperCase().startsWith(model.toUpperCase())) refuse('model', model, `${info.model}`)
}

/** Throws when the plug, or the outlet that was chosen on it, is not the one that ops saw first. */
export function checkKnown(host: string, outletId: string, known: DeviceIds, info: Sysinfo, {outlet}: ChosenOutlet): void {
  const {deviceId, mac} = info
  const {childId} = outlet
  const found = {deviceId, ...(mac === undefined ? {} : {mac}), ...(childId === undefined ? {} : {childId})}
  const difference = findDifference(known, found)
  if (difference === undefined) return
  throw driverErrors.POWER_PLUG_CHANGED({host}, host, outletId, difference.key, difference.known, difference.found)
}

export interface ChosenOutlet {
  outlet: KasaOutlet
  /** Counted from 1; the same whether the inventory names the outlet by number, alias or child id. */
  number: number
}

/** The outlet that the inventory names. A strip without `outlet:` is refused, because it would be switched as a whole. */
export function chooseOutlet(
  host: string,
  plug: string,
  {outlet: wanted, knownChild}: {outlet?: KasaConfig['outlet']; knownChild?: string | undefined},
  {outlets, kind, model}: Sysinfo,
): ChosenOutlet {
  const [only] = outlets
  if (only === undefined) throw driverErrors.POWER_NO_RELAY({host}, host, plug, `${model}`, kind)
  // The order of the list has no meaning once the child id is known.
  const bound = typeof wanted === 'number' ? outlets.find(({childId}) => childId !== undefined && childId === knownChild) : undefined
  if (bound !== undefined && typeof wanted === 'number') return {outlet: bound, number: wanted}
  const names = outlets.map(({alias}, at) => `${at + 1} "${alias}"`).join(', ')
  if (wanted === undefined) {
    if (kind === 'strip') throw driverErrors.POWER_OUTLET_NOT_NAMED({host}, host, plug, names)
    return {outlet: only, number: 1}
  }
  const [match, second] = outlets
    .map((outlet, at) => ({outlet, number: at + 1}))
    .filter(({outlet, number}) => isNamed(wanted, outlet, number))
  if (match === undefined) throw driverErrors.POWER_OUTLET_MISSING({host}, host, plug, String(wanted), names)
  if (second !== undefined) throw driverErrors.POWER_OUTLET_MISSING({host}, host, plug, String(wanted), names, 'more than one')
  return match
}

function isNamed(wanted: string | number, {childId, alias}: KasaOutlet, number: number): boolean {
  return typeof wanted === 'number' ? wanted === number : wanted === alias.raw || wanted.toUpperCase() === childId?.toUpperCase()
}
