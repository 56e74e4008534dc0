import {expandHosts} from '@ops/core/hostset'
import {isNetworkSerial} from '../adb/connect.ts'
import type {Device} from '../adb/device-list.ts'
import {phoneErrors} from '../errors.ts'
import type {PhoneEntry, PhonesSection} from './section.ts'

/** A phone that a command is about. */
export interface SelectedPhone {
  /** How results and sentences call it. */
  name: string
  /** Undefined: known by model only, and none of it is attached. */
  serial: string
  entry: PhoneEntry
}

/**
 * The phones of a set, in the order of the inventory: names, `@phones` for all, the whole grammar of host sets; or the
 * serial of an attached phone that the inventory does not know.
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
  if (unknown.length > 0 || wanted.size === 0) throw phoneErrors.PHONE_UNKNOWN({}, unknown.join(', ') || set)
  return known
    .filter((name) => wanted.has(name))
    .map((name) => ({name, serial: serialOf(name, phones[name] ?? {}, devices), entry: phones[name] ?? {}}))
}

function serialOf(name: string, {serial, model}: PhoneEntry, devices: readonly Device[]): string {
  if (serial !== undefined) return serial
  // adb prints models with underscores for spaces.
  const same = devices.filter((device) => device.model === model?.replaceAll(' ', '_'))
  if (same.length > 1) throw phoneErrors.PHONE_AMBIGUOUS({host: name}, name, model ?? '', same.map((device) => device.serial).join(', '))
  if (same[0] === undefined) throw phoneErrors.PHONE_ABSENT({host: name}, name, `a phone of model ${model}`)
  return same[0].serial
}
