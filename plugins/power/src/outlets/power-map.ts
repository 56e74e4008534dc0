import type {Inventory, InventoryProblem, SourceSpot, SpotOf} from '@ops/core/inventory'
import type {Registry} from '@ops/core/seams'
import {outletsSection} from '../inventory/power-sections.ts'
import {powerSection} from '../inventory/power-sections.ts'
import type {SupplyConfig} from '../inventory/power-sections.ts'

/** One outlet as the inventory knows it. */
export interface Supply {
  /** The driver's canonical name of the outlet. */
  id: string
  config: SupplyConfig
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

export function readPowerMap(inventory: Inventory, registry: Registry, spotOf?: SpotOf): PowerMap {
  const supplies = new Map<string, Supply>()
  const problems: InventoryProblem[] = []
  // Only problems need places, and only a check of the inventory asks for them.
  const spotOfOutlet = (...path: string[]) => spotOf?.('outlets', ...path) ?? {file: inventory.file, line: 1, column: 1}

  const add = (config: SupplyConfig, hosts: string[], where: string, spot: SourceSpot) => {
    const id = registry.powerDrivers.get(config.driver)?.outletId(config)
    if (id === undefined) return
    const known = supplies.get(id)
    for (const [key, value] of Object.entries(config)) {
      const other = known?.config[key]
      if (other !== undefined && !sameText(other, value)) {
        problems.push({spot, message: `${where}: ${id} has ${key} ${JSON.stringify(value)} here and ${JSON.stringify(other)} elsewhere.`})
      }
    }
    supplies.set(id, {id, config: {...known?.config, ...config}, feeds: [...(known?.feeds ?? []), ...hosts]})
  }

  for (const host of inventory.hosts.values()) {
    const value = host.section(powerSection(registry))
    for (const config of value === undefined ? [] : [value].flat()) add(config, [host.name], host.name, host.spot)
  }
  for (const [name, outlet] of Object.entries(inventory.top(outletsSection(registry)) ?? {})) {
    const hosts = fed(inventory, outlet.feeds, (message) =>
      problems.push({spot: spotOfOutlet(name, 'feeds'), message: `outlets.${name}: ${message}`}),
    )
    const known = supplies.get(name)
    if (outlet.power !== undefined) add(outlet.power, hosts, `outlets.${name}`, spotOfOutlet(name, 'power'))
    else if (known !== undefined) known.feeds.push(...hosts)
    else
      problems.push({
        spot: spotOfOutlet(name),
        message: `outlets.${name} has no "power:" and is the outlet of no host (${[...supplies.keys()].join(', ')}).`,
      })
  }

  const order = [...inventory.hosts.keys()]
  for (const supply of supplies.values()) supply.feeds = order.filter((host) => supply.feeds.includes(host))
  const all = [...supplies.values()]
  return {supplies: all, problems, of: (host) => all.filter(({feeds}) => feeds.includes(host))}
}

function fed(inventory: Inventory, feeds: string | string[], problem: (message: string) => void): string[] {
  try {
    return inventory.select([feeds].flat().join(',')).map((host) => host.name)
  } catch (error) {
    problem((error as Error).message)
    return []
  }
}

/** Names, addresses and ids are the same in either case. */
function sameText(one: unknown, other: unknown): boolean {
  return JSON.stringify(one).toLowerCase() === JSON.stringify(other).toLowerCase()
}
