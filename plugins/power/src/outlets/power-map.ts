import type {Inventory, InventoryProblem, SourceSpot, SpotOf} from '@ops/core/inventory'
import type {OutletIdentity, PowerDriverFactory, Registry} from '@ops/core/seams'
import {mergeConfigs} from '../drivers/kit/merge-configs.ts'
import {type PowerEntry, outletsSection, powerSection} from '../inventory/power-sections.ts'

/** One outlet as the inventory knows it. */
export interface Supply {
  outlet: OutletIdentity
  /** The outlet as its driver prints it. */
  id: string
  driver: PowerDriverFactory
  /** For the driver alone. */
  settings: unknown
  /** Hosts that it feeds, in inventory order. */
  feeds: string[]
}

/** Which outlet feeds which hosts. */
export interface PowerMap {
  supplies: Supply[]
  /** The outlets that feed a host; it is off when all of them are. */
  of(host: string): Supply[]
  problems: InventoryProblem[]
}

/** Where an entry is written. */
interface Place {
  name: string
  spot: SourceSpot
}

export function readPowerMap(inventory: Inventory, registry: Registry, spotOf?: SpotOf): PowerMap {
  const supplies = new Map<string, Supply>()
  const problems: InventoryProblem[] = []
  // Only problems need places, and only a check of the inventory asks for them.
  const spotOfOutlet = (...path: string[]) => spotOf?.('outlets', ...path) ?? {file: inventory.file, line: 1, column: 1}

  const add = ({driver, settings}: PowerEntry, hosts: string[], {name, spot}: Place) => {
    const outlet = driver.identify(settings)
    const id = driver.formatOutlet(outlet)
    const known = supplies.get(id)
    if (known === undefined) {
      supplies.set(id, {outlet, id, driver, settings, feeds: hosts})
      return
    }
    const merged = driver.mergeConfigs?.(known.settings, settings) ?? mergeConfigs(known.settings, settings)
    for (const {key, first, second} of merged.conflicts) {
      problems.push({spot, message: `${name}: ${id} has ${key} ${JSON.stringify(second)} here and ${JSON.stringify(first)} elsewhere.`})
    }
    supplies.set(id, {...known, settings: merged.config, feeds: [...known.feeds, ...hosts]})
  }

  for (const host of inventory.hosts.values()) {
    const value = host.section(powerSection(registry))
    for (const entry of value === undefined ? [] : [value].flat()) add(entry, [host.name], {name: host.name, spot: host.spot})
  }
  for (const [name, {feeds, power}] of Object.entries(inventory.top(outletsSection(registry)) ?? {})) {
    const hosts = expandFeeds(inventory, feeds, (message) =>
      problems.push({spot: spotOfOutlet(name, 'feeds'), message: `outlets.${name}: ${message}`}),
    )
    const known = supplies.get(canonicalId(name, registry))
    if (power !== undefined) add(power, hosts, {name: `outlets.${name}`, spot: spotOfOutlet(name, 'power')})
    else if (known !== undefined) known.feeds.push(...hosts)
    else
      problems.push({
        spot: spotOfOutlet(name),
        message: `outlets.${name} has no "power:", and no host has an outlet of this id (${[...supplies.keys()].join(', ')}).`,
      })
  }

  const order = [...inventory.hosts.keys()]
  for (const supply of supplies.values()) supply.feeds = order.filter((host) => supply.feeds.includes(host))
  const all = [...supplies.values()]
  return {supplies: all, problems, of: (host) => all.filter(({feeds}) => feeds.includes(host))}
}

/** A key of `outlets:` that a driver can parse, as that driver prints it. */
function canonicalId(name: string, registry: Registry): string {
  for (const driver of registry.powerDrivers.all()) {
    const outlet = driver.parseOutlet(name)
    if (outlet !== undefined) return driver.formatOutlet(outlet)
  }
  return name
}

function expandFeeds(inventory: Inventory, feeds: string | string[], onProblem: (message: string) => void): string[] {
  try {
    return inventory.select([feeds].flat().join(',')).map((host) => host.name)
  } catch (error) {
    onProblem((error as Error).message)
    return []
  }
}
