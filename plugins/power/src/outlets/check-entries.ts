import type {CheckHelp, Inventory, InventoryProblem, SourceSpot} from '@ops/core/inventory'
import type {Registry} from '@ops/core/seams'
import {outletsSection, type PowerEntry, powerSection} from '../inventory/power-sections.ts'
import {pinsOf} from './power-map.ts'

/** A `power:` of the inventory. */
interface Placed {
  path: string
  spot: SourceSpot
  /** `kasa/10.0.0.9:9999`. */
  device: string
  outlet: string
  /** The value of `outlet:` for a driver of a device; the one of exec is any name. */
  named: unknown
  pins: [key: string, value: string][]
}

/** Two outlets of one device whose pins differ: one of them is always refused. */
export function findContraryPins(inventory: Inventory, registry: Registry, help: CheckHelp): InventoryProblem[] {
  const byDevice = Map.groupBy(placedEntries(inventory, registry, help), ({device}) => device)
  return [...byDevice.values()].flatMap((entries) => {
    const first = new Map<string, {value: string; entry: Placed}>()
    return entries.flatMap((entry) =>
      entry.pins.flatMap(([key, value]): InventoryProblem[] => {
        const known = first.get(key)
        if (known === undefined) first.set(key, {value, entry})
        // Two entries for one outlet are compared where they are joined.
        if (known === undefined || canonical(known.value) === canonical(value) || known.entry.outlet === entry.outlet) return []
        const there = `${known.entry.path} (${placeOf(known.entry)})`
        const message = `${entry.device} is one device, but "${key}" is ${JSON.stringify(value)} here and ${JSON.stringify(known.value)} in ${there}.`
        return [{spot: entry.spot, path: entry.path, message, hint: 'Give both the same value, or correct the address of one.'}]
      }),
    )
  })
}

/** One plug that is pinned at two addresses: one of the two entries names the wrong plug. */
export function findSharedPins(inventory: Inventory, registry: Registry, help: CheckHelp): InventoryProblem[] {
  const first = new Map<string, Placed>()
  return placedEntries(inventory, registry, help).flatMap((entry) =>
    entry.pins.flatMap(([key, value]): InventoryProblem[] => {
      const known = first.get(`${key} ${canonical(value)}`)
      if (known === undefined) first.set(`${key} ${canonical(value)}`, entry)
      if (known === undefined || known.device === entry.device) return []
      const message = `the ${key} ${value} is pinned by ${known.path} (${placeOf(known)}), too: one plug is not both ${known.device} and ${entry.device}.`
      const hint = 'Correct one of the pins; if it is one plug, write the same address in both.'
      return [{spot: entry.spot, path: entry.path, message, hint}]
    }),
  )
}

/** `outlet: 01`, which is a text: the alias or child id "01", not the number 1. */
export function findNumberTexts(inventory: Inventory, registry: Registry, help: CheckHelp): InventoryProblem[] {
  return placedEntries(inventory, registry, help).flatMap(({path, spot, named}): InventoryProblem[] => {
    if (typeof named !== 'string' || !/^0\d+$/.test(named)) return []
    const message = `outlet: ${named} is the alias or child id "${named}", not a number.`
    const number = Number(named)
    return [{spot, path, message, hint: number === 0 ? 'Outlets are counted from 1.' : `Write outlet: ${number} for the number.`}]
  })
}

function placedEntries(inventory: Inventory, registry: Registry, {spot}: CheckHelp): Placed[] {
  const place = ({driver, settings}: PowerEntry, path: [string, string, string]): Placed => {
    const outlet = driver.identify(settings)
    return {
      ...{path: path.join('.'), spot: spot(...path), pins: Object.entries(pinsOf({settings}))},
      ...{
        device: `${outlet.driver}/${outlet.device}`,
        outlet: driver.formatOutlet(outlet),
        named: driver.missingPins && (settings as {outlet?: unknown}).outlet,
      },
    }
  }
  const power = powerSection(registry)
  const ofHosts: Placed[] = []
  for (const host of inventory.hosts.values()) {
    const value = host.section(power)
    if (value !== undefined) ofHosts.push(...[value].flat().map((entry) => place(entry, ['hosts', host.name, 'power'])))
  }
  return [
    ...ofHosts,
    ...Object.entries(inventory.top(outletsSection(registry)) ?? {}).flatMap(([name, {power}]) =>
      power === undefined ? [] : [place(power, ['outlets', name, 'power'])],
    ),
  ]
}

const canonical = (id: string) => id.toLowerCase().replaceAll(/[:-]/g, '')

const placeOf = ({spot: {line}}: Placed) => `line ${line}`
