import {errors} from '../../errors/errors.ts'
import type {KasaConfig} from './config.ts'
import {type KasaOutlet, type Sysinfo, normalMac} from './protocol/sysinfo.ts'

export interface ChosenOutlet {
  outlet: KasaOutlet
  /** Counted from 1; equal for every way to name the outlet. */
  number: number
}

/** The one outlet that the inventory means; a strip without `outlet:` would be switched as a whole, so it is refused. */
export function chooseOutlet(host: string, plug: string, {outlet: wanted}: KasaConfig, info: Sysinfo): ChosenOutlet {
  const outlets = info.outlets
  const names = outlets.map(({alias}, at) => `${at + 1} "${alias}"`).join(', ')
  if (wanted === undefined) {
    const [only] = outlets
    if (only === undefined || info.isStrip) throw errors.OUTLET_NOT_NAMED({host}, host, plug, names)
    return {outlet: only, number: 1}
  }
  const matches = outlets.map((outlet, at) => ({outlet, number: at + 1})).filter(({outlet, number}) => fits(wanted, outlet, number))
  const [match, second] = matches
  if (match === undefined) throw errors.OUTLET_MISSING({host}, host, plug, String(wanted), names)
  if (second !== undefined) throw errors.OUTLET_MISSING({host}, host, plug, `"${wanted}" that is only one`, names)
  return match
}

function fits(wanted: string | number, {childId, alias}: KasaOutlet, number: number): boolean {
  return typeof wanted === 'number' ? wanted === number : wanted === alias || wanted.toUpperCase() === childId?.toUpperCase()
}

/** Addresses and aliases move; device id and MAC do not. A plug other than the pinned one is not touched. */
export function checkIdentity(host: string, plug: string, pins: KasaConfig, info: Sysinfo): void {
  const differs = (what: string, pinned: string, found: string) => {
    throw errors.PLUG_CHANGED_HANDS({host}, host, plug, what, pinned, found)
  }
  const {deviceId, mac, model} = pins
  if (deviceId !== undefined && deviceId.toUpperCase() !== info.deviceId.toUpperCase()) differs('device id', deviceId, info.deviceId)
  if (mac !== undefined && normalMac(mac) !== info.mac) differs('MAC address', normalMac(mac), info.mac ?? 'none')
  if (model !== undefined && !info.model.toUpperCase().startsWith(model.toUpperCase())) differs('model', model, info.model)
}
