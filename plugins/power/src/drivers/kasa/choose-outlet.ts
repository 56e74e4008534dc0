import {driverErrors} from '../errors.ts'
import type {KasaConfig} from './config.ts'
import {type KasaOutlet, type Sysinfo, normalMac} from './protocol/sysinfo.ts'

/** Addresses and aliases move; device id and MAC do not. A plug other than the pinned one is not switched. */
export function checkPins(host: string, plug: string, pins: KasaConfig, info: Sysinfo): void {
  const refuse = (key: string, pinned: string, found: string) => {
    throw driverErrors.POWER_PLUG_MISMATCH({host}, host, plug, key, pinned, found)
  }
  const {deviceId, mac, model} = pins
  if (deviceId !== undefined && deviceId.toUpperCase() !== info.deviceId.toUpperCase()) refuse('device id', deviceId, info.deviceId)
  if (mac !== undefined && normalMac(mac) !== info.mac) refuse('MAC address', normalMac(mac), info.mac ?? 'none')
  if (model !== undefined && !info.model.toUpperCase().startsWith(model.toUpperCase())) refuse('model', model, info.model)
}

export interface ChosenOutlet {
  outlet: KasaOutlet
  /** Counted from 1; equal for every way to name the outlet. */
  number: number
}

/** The one outlet that the inventory names; a strip without `outlet:` would be switched as a whole, so it is refused. */
export function chooseOutlet(host: string, plug: string, {outlet: wanted}: KasaConfig, {outlets, isStrip}: Sysinfo): ChosenOutlet {
  const names = outlets.map(({alias}, at) => `${at + 1} "${alias}"`).join(', ')
  if (wanted === undefined) {
    const [only] = outlets
    if (only === undefined || isStrip) throw driverErrors.POWER_OUTLET_NOT_NAMED({host}, host, plug, names)
    return {outlet: only, number: 1}
  }
  const [match, second] = outlets
    .map((outlet, at) => ({outlet, number: at + 1}))
    .filter(({outlet, number}) => isNamed(wanted, outlet, number))
  if (match === undefined) throw driverErrors.POWER_OUTLET_MISSING({host}, host, plug, String(wanted), names)
  if (second !== undefined) throw driverErrors.POWER_OUTLET_MISSING({host}, host, plug, `"${wanted}" that is only one`, names)
  return match
}

function isNamed(wanted: string | number, {childId, alias}: KasaOutlet, number: number): boolean {
  return typeof wanted === 'number' ? wanted === number : wanted === alias || wanted.toUpperCase() === childId?.toUpperCase()
}
