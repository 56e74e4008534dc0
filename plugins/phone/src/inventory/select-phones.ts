import type {OpsError} from '@ops/core/errors'
import {expandHosts} from '@ops/core/hostset'
import {nearestName} from '@ops/core/spelling'
import {isNetworkSerial} from '../adb/connect.ts'
import type {Device} from '../adb/device-list.ts'
import {connectionErrors} from '../errors/connection-errors.ts'
import type {PhoneEntry, PhonesSection} from './section.ts'

/** A phone that a command acts on. */
export interface SelectedPhone {
  /** Its name in results and sentences. */
  name: string
  /** Empty when it was not found by its model; `problem` says why. */
  serial: string
  entry: PhoneEntry
  problem?: OpsError
}

/**
 * The phones of a set, in the order of the inventory: names, `@phones` for all, the whole grammar of host sets; or the
 * serial of an attached phone that is not in the inventory.
 */
export function selectPhones(set: string, phones: PhonesSection, devices: readonly Device[]): SelectedPhone[] {
  if (phones[set] === undefined && (devices.some(({serial}) => serial === set) || isNetworkSerial(set))) {
    const [name, entry] = Object.entries(phones).find(([, phone]) => phone.serial === set) ?? [set, {}]
    return [{name, serial: set, entry}]
  }
  const known = Object.keys(phones)
  const wanted = new Set(
    expandHosts(set, {hosts: known, group: (name, source) => (name === 'phones' && source === undefined ? known.join(',') : undefined)}),
  )
  const unknown = [...wanted].filter((name) => phones[name] === undefined)
  if (unknown.length > 0 || wanted.size === 0) {
    throw connectionErrors.PHONE_UNKNOWN({}, unknown.join(', ') || `"${set}"`, nearestName(unknown[0] ?? set, known))
  }
  return known.filter((name) => wanted.has(name)).map((name) => findPhone(name, phones[name] ?? {}, devices))
}

/** A phone that is not found does not stop the others of the set, so the error is part of the result. */
export function findPhone(name: string, entry: PhoneEntry, devices: readonly Device[]): SelectedPhone {
  const {serial, model} = entry
  if (serial !== undefined) return {name, serial, entry}
  // adb prints models with underscores for spaces.
  const same = devices.filter((device) => device.model?.raw === model?.replaceAll(' ', '_')).map((device) => device.serial)
  const host = {host: name}
  if (same.length > 1) return {name, serial: '', entry, problem: connectionErrors.PHONE_AMBIGUOUS(host, name, model ?? '', same.join(', '))}
  if (same[0] === undefined)
    return {name, serial: '', entry, problem: connectionErrors.PHONE_ABSENT(host, name, `a phone of model ${model}`)}
  return {name, serial: same[0], entry}
}
