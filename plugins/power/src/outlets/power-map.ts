import type {CheckHelp, Inventory, InventoryProblem, SourceSpot} from '@ops/core/inventory'
import {didYouMean} from '@ops/core/spelling'
import {shortList} from '@ops/core/yaml'
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
  /** The inventory demands a proof that it feeds its machine. */
  needsProof: boolean
  /** Why it must not be switched off. */
  protect?: string
  /** Hosts that it feeds, in inventory order. */
  feeds: string[]
  /** Where the inventory names it: `hosts.node1.power`, `outlets.rack.power`. */
  places: string[]
}

/** The ids that the inventory pins. */
export function pinsOf({settings}: Pick<Supply, 'settings'>): {deviceId?: string; mac?: string} {
  const {deviceId, mac} = settings as {deviceId?: unknown; mac?: unknown}
  return {...(typeof deviceId === 'string' ? {deviceId} : {}), ...(typeof mac === 'string' ? {mac} : {})}
}

/** One warning for each place of the inventory that names a plug without its id, where the driver can pin it. */
export function findMissingPins(inventory: Inventory, registry: Registry, {spot}: CheckHelp): InventoryProblem[] {
  const warn = (entry: PowerEntry, path: [string, string, ...string[]], host: string | undefined): InventoryProblem[] => {
    const {driver, settings} = entry
    if (driver.missingPins === undefined || Object.keys(pinsOf(entry)).length > 0) return []
    const id = driver.formatOutlet(driver.identify(settings))
    const message = `${id} is not pinned: a wrong plug at this address is noticed only if ops has read the right one before.`
    const hint =
      host === undefined
        ? 'Name a host that it feeds; ops power info HOST then prints the line to add.'
        : `ops power info ${host} prints the line to add.`
    return [{spot: spot(...path), path: path.join('.'), message, hint}]
  }
  const ofHosts = [...inventory.hosts.values()].flatMap((host) =>
    [host.section(powerSection(registry)) ?? []].flat().flatMap((entry) => warn(entry, ['hosts', host.name, 'power'], host.name)),
  )
  const ofOutlets = Object.entries(inventory.top(outletsSection(registry)) ?? {}).flatMap(([name, {feeds, power}]) =>
    power === undefined ? [] : warn(power, ['outlets', name, 'power'], selectNames(inventory, [feeds].flat().join(','))[0]),
  )
  return [...ofHosts, ...ofOutlets]
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

const built = new WeakMap<Inventory, {registry: Registry; map: PowerMap}>()

/** The map of an inventory, built once; anew only for a check, which wants to know the problems and their places. */
export function readPowerMap(inventory: Inventory, registry: Registry, help?: CheckHelp): PowerMap {
  if (help !== undefined) return buildPowerMap(inventory, registry, help)
  const known = built.get(inventory)
  if (known?.registry === registry) return known.map
  const map = buildPowerMap(inventory, registry)
  built.set(inventory, {registry, map})
  return map
}

function buildPowerMap(inventory: Inventory, registry: Registry, help?: CheckHelp): PowerMap {
  const supplies = new Map<string, Supply>()
  const firstPlaces = new Map<string, Place>()
  const problems: InventoryProblem[] = []
  // Only problems need places, and only a check of the inventory asks for them.
  const spotOf = (...path: (string | number)[]) => help?.spot(...path) ?? {file: inventory.file, line: 1, column: 1}

  const add = ({driver, settings, needsProof}: PowerEntry, hosts: string[], {name, spot}: Place) => {
    const outlet = driver.identify(settings)
    const id = driver.formatOutlet(outlet)
    const known = supplies.get(id)
    const first = firstPlaces.get(id)
    if (known === undefined || first === undefined) {
      supplies.set(id, {outlet, id, driver, settings, needsProof, feeds: [...hosts], places: [name]})
      firstPlaces.set(id, {name, spot})
      return
    }
    // Two supplies keep a machine running when one of them fails; one that is named twice does not.
    if (first.name === name)
      problems.push({spot, path: name, message: `names the outlet ${id} twice.`, hint: 'Remove one of the two entries.'})
    const merged = driver.mergeConfigs?.(known.settings, settings) ?? mergeConfigs(known.settings, settings)
    const {hint = 'Give both the same value.'} = merged
    for (const {key, first: before, second} of merged.conflicts) {
      const values = `but "${key}" is ${JSON.stringify(second)} here and ${JSON.stringify(before)} there`
      const message = `names the same outlet as ${first.name} (${formatSpot(first.spot, spot)}), ${id}, ${values}.`
      problems.push({spot, path: name, message, hint})
    }
    known.feeds.push(...hosts)
    known.places.push(name)
    supplies.set(id, {...known, settings: merged.config, needsProof: known.needsProof || needsProof})
  }

  const section = powerSection(registry)
  for (const host of inventory.hosts.values()) {
    const value = host.section(section)
    if (value === undefined) continue
    const path = `hosts.${host.name}.power`
    for (const entry of [value].flat()) {
      add(entry, [host.name], {name: path, spot: spotOf('hosts', host.name, 'power')})
      const via = entry.driver.dependencies?.(entry.settings).host
      const wrong = via === undefined || help === undefined ? undefined : viaProblem(via, inventory, help)
      if (wrong !== undefined) problems.push({spot: spotOf('hosts', host.name, 'power', 'via'), path: `${path}.via`, ...wrong})
    }
  }
  for (const [name, {feeds, power, protect}] of Object.entries(inventory.top(outletsSection(registry)) ?? {})) {
    const set = [feeds].flat().join(',')
    const wrong = help?.problemOf(set)
    if (wrong !== undefined) problems.push({spot: spotOf('outlets', name, 'feeds'), path: `outlets.${name}.feeds`, ...wrong})
    const hosts = wrong === undefined ? selectNames(inventory, set) : []
    const known = supplies.get(canonicalId(name, registry))
    const mine = power === undefined ? canonicalId(name, registry) : power.driver.formatOutlet(power.driver.identify(power.settings))
    if (power !== undefined) add(power, hosts, {name: `outlets.${name}.power`, spot: spotOf('outlets', name, 'power')})
    else if (known !== undefined) known.feeds.push(...hosts)
    else if (help?.refused('power') !== true && registry.failedPlugins.length === 0) {
      const known = [...supplies.keys()]
      const ids = known.length === 0 ? 'no host has an outlet' : `no host has an outlet of this id, only ${shortList(known)}`
      const near = didYouMean(name, known)
      problems.push({
        spot: spotOf('outlets', name),
        path: `outlets.${name}`,
        message: `"power" is required, because ${ids}.`,
        ...(near === undefined ? {} : {hint: near}),
      })
    }
    const outlet = supplies.get(mine)
    if (protect !== undefined && outlet !== undefined) outlet.protect = protect
  }

  const all = [...supplies.values()]
  const order = new Map(all.length === 0 ? [] : [...inventory.hosts.keys()].map((name, at) => [name, at]))
  const byHost = new Map<string, Supply[]>()
  for (const supply of all) {
    supply.feeds = [...new Set(supply.feeds)].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    for (const host of supply.feeds) byHost.set(host, [...(byHost.get(host) ?? []), supply])
  }
  return {supplies: all, problems, of: (host) => byHost.get(host) ?? []}
}

/** `via` takes one host: a set of them passes as a set, but runs no command. */
function viaProblem(via: string, inventory: Inventory, help: CheckHelp): {message: string; hint?: string} | undefined {
  if (inventory.hosts.has(via)) return undefined
  return (
    help.problemOf(via) ?? (/[[\],@*?!&^\s]/.test(via) ? {message: `"via" takes the name of one host, not the set "${via}".`} : undefined)
  )
}

/** Where the other of two entries is, as seen from the second. */
function formatSpot({file, line}: SourceSpot, {file: here}: SourceSpot): string {
  return file === here ? `line ${line}` : `${file}:${line}`
}

/** A key of `outlets:` that a driver can parse, as that driver prints it. */
function canonicalId(name: string, registry: Registry): string {
  for (const driver of registry.powerDrivers.all()) {
    const outlet = driver.parseOutlet(name)
    if (outlet !== undefined) return driver.formatOutlet(outlet)
  }
  return name
}

/** Without a check, a set that selects nothing feeds nothing: the inventory was refused for it. */
function selectNames(inventory: Inventory, set: string): string[] {
  try {
    return inventory.select(set).map((host) => host.name)
  } catch {
    return []
  }
}
