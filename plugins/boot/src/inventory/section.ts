import type {CheckHelp, Inventory, InventoryProblem, InventorySection} from '@ops/core/inventory'
import {foldHosts} from '@ops/core/hostset'
import {type SourceSpot, unknownName} from '@ops/core/yaml'
import type {BootHost, BootTop} from './schema.ts'

export type {Subnet} from './subnet-schema.ts'
export type {BootHost, BootTop, Firmware, Profile} from './schema.ts'

/** `boot:` at the top of ops.yaml: folder, allowed networks and profiles. */
export const bootTop: InventorySection<BootTop> = {
  name: 'boot',
  at: 'top',
  async schema() {
    return (await import('./schema.ts')).bootTopSchema
  },
  entry: ({profiles}, name) =>
    name in (profiles ?? {}) ? {what: 'a boot profile', hint: `name a host that boots with it, or run ops boot test ${name}`} : undefined,
}

/** `boot:` of a host: its network card and its profile. */
export const bootHost: InventorySection<BootHost> = {
  name: 'boot',
  at: 'host',
  async schema() {
    return (await import('./schema.ts')).bootHostSchema
  },
  check: checkHosts,
}

/** Reports unknown profiles, and MAC addresses, UUIDs or addresses that two hosts share. */
function checkHosts(inventory: Inventory, {spot, keysAt}: CheckHelp): InventoryProblem[] {
  const problems: InventoryProblem[] = []
  const profiles = keysAt('boot', 'profiles')
  const owners = new Map<string, {key: string; hosts: string[]}>()
  for (const host of inventory.hosts.values()) {
    const boot = host.section(bootHost)
    if (boot === undefined) continue
    if (!profiles.includes(boot.profile)) {
      const {message, ...more} = unknownName('profile', boot.profile, profiles)
      const path = `hosts.${host.name}.boot.profile`
      problems.push({spot: spot('hosts', host.name, 'boot', 'profile'), path, message: `${message}.`, ...more})
    }
    for (const [key, kind, value] of [
      ['mac', 'MAC', boot.mac],
      ['uuid', 'UUID', boot.uuid],
      ['ip', 'address', boot.ip?.split('/')[0]],
    ] as const) {
      if (value === undefined) continue
      const same = `${kind} ${value}`
      const known = owners.get(same)
      if (known === undefined) owners.set(same, {key, hosts: [host.name]})
      else known.hosts.push(host.name)
    }
  }
  return [
    ...problems,
    ...[...owners].flatMap(([same, {key, hosts}]) => sharedBy(hosts, same, (host) => spot('hosts', host, 'boot', key), key)),
  ]
}

/** One sentence for all hosts that share a value, at the second of them: a range of a hundred hosts has it a hundred times. */
function sharedBy(hosts: readonly string[], same: string, spotOf: (host: string) => SourceSpot, key: string): InventoryProblem[] {
  const [first, second] = hosts
  if (first === undefined || second === undefined) return []
  const spot = spotOf(second)
  const one = spotOf(first)
  const isOneLine = one.line === spot.line && one.column === spot.column
  return [
    {
      spot,
      path: `hosts.${second}.boot.${key}`,
      message: `${foldHosts(hosts)} have the same ${same}.`,
      ...(isOneLine ? {hint: 'Write a line for each host.'} : {}),
    },
  ]
}
