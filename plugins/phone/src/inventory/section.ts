import type {InventorySection} from '@ops/core/inventory'
import {didYouMean} from '@ops/core/spelling'

/** One phone of `phones:` in ops.yaml. */
export interface PhoneEntry {
  /** As `adb devices` prints it; an address with port for a phone in the network. */
  serial?: string | undefined
  /** Used when there is no serial; works while one phone of this model is attached. */
  model?: string | undefined
  /** Public key files that are let in. */
  key?: string[] | undefined
  /** The host or outlet that powers its charger. */
  charger?: string | undefined
}

export type PhonesSection = Record<string, PhoneEntry>

const commandNames = ['list', 'info', 'sshd', 'ssh', 'ensure', 'doctor', 'proxy', 'phones']

function near(typed: string, names: readonly string[]): {hint?: string} {
  const hint = didYouMean(typed, names)
  return hint === undefined ? {} : {hint}
}

/** Belongs to the plugin that switches outlets, if one is installed; only its names are used here. */
export const outletsSection: InventorySection<Record<string, {feeds?: string | string[]}>> = {
  name: 'outlets',
  at: 'top',
  schema: () => Promise.reject(new Error('outlets: has a schema of its own')),
}

export const phonesSection: InventorySection<PhonesSection> = {
  name: 'phones',
  at: 'top',
  // A serial of digits is no number: it would lose zeros, and beyond 15 digits its last ones.
  asWritten: ['serial'],
  async schema() {
    const [{z}, {isMapping, textForm}] = await Promise.all([import('zod'), import('@ops/core/forms')])
    const word = z.string().min(1)
    const keys = z.union([word, z.array(word)]).transform((value) => (Array.isArray(value) ? value : [value]))
    // adb separates by white space, and a serial that begins with a dash would be an option.
    const serial = z.union([z.string(), z.number().transform(String)]).pipe(
      textForm((text) => {
        if (!/^[^\s-]\S*$/.test(text)) return {must: 'must be a serial as "ops phone list" prints it, without blanks and a leading "-"'}
        const port = /:(\d+)$/.exec(text)?.[1]
        if (port === undefined || (Number(port) >= 1 && Number(port) <= 65_535)) return undefined
        return {must: 'must be the address of a phone with a port from 1 to 65535'}
      }),
    )
    const entry = z
      .strictObject({serial: serial.optional(), model: word.optional(), key: keys.optional(), charger: word.optional()})
      .refine((phone) => phone.serial !== undefined || phone.model !== undefined, {
        error: 'needs "serial" (see ops phone list) or "model"',
        params: {keys: ['serial', 'model']},
        when: isMapping,
      })
    return z.record(z.string().regex(/^\w[\w.-]*$/, 'a name consists of letters, digits, dots and dashes'), entry)
  },
  warnings: (inventory, {spot}) =>
    inventory.groups.has('phones')
      ? [
          {
            spot: spot('groups', 'phones'),
            path: 'groups.phones',
            message: 'ops phone reads "@phones" as all phones of the inventory, not as this group.',
            hint: 'Give the group another name.',
          },
        ]
      : [],
  entry: (value, name) => (name in value ? {what: 'a phone', hint: `ops phone info ${name}`} : undefined),
  check(inventory, {spot, keysAt}) {
    const phones = inventory.top(phonesSection) ?? {}
    const serials = new Map<string, string>()
    const outlets = keysAt('outlets')
    return Object.entries(phones).flatMap(([name, {serial, charger}]) => {
      const twin = serial === undefined ? undefined : serials.get(serial)
      if (serial !== undefined) serials.set(serial, name)
      const about = (message: string, ...key: string[]) => ({
        spot: spot('phones', name, ...key),
        path: ['phones', name, ...key].join('.'),
        message,
      })
      return [
        ...(commandNames.includes(name) ? [about(`"${name}" is a command of ops phone; give the phone another name.`)] : []),
        ...(inventory.hosts.has(name) ? [about('a host has the same name; give the phone another one.')] : []),
        ...(inventory.groups.has(name) ? [about('a group has the same name; give the phone another one.')] : []),
        ...(charger === undefined || inventory.hosts.has(charger) || outlets.includes(charger)
          ? []
          : [
              {
                ...about(`"${charger}" is neither a host nor an outlet.`, 'charger'),
                ...near(charger, [...inventory.hosts.keys(), ...outlets]),
              },
            ]),
        ...(twin === undefined ? [] : [about(`${twin} has the same serial ${serial}.`, 'serial')]),
      ]
    })
  },
}
