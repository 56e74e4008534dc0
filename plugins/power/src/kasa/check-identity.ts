import {errors} from '../errors.ts'
import type {KasaConfig} from './config.ts'
import {type Sysinfo, normalMac} from './protocol/sysinfo.ts'

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
