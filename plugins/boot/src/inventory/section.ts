import type {CheckHelp, Inventory, InventoryProblem, InventorySection} from '@ops/core/inventory'
import {unknownName} from '@ops/core/yaml'
import type {BootHost, BootTop} from './schema.ts'

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
  const owners = new Map<string, string>()
  for (const host of inventory.hosts.values()) {
    const boot = host.section(bootHost)
    if (boot === undefined) continue
    const report = (key: string, message: string, hint?: string) =>
      problems.push({
        spot: spot('hosts', host.name, 'boot', key),
        path: `hosts.${host.name}.boot.${key}`,
        message: `${message}.`,
        ...(hint === undefined ? {} : {hint}),
      })
    if (!profiles.includes(boot.profile)) {
      const {message, hint} = unknownName('profile', boot.profile, profiles)
      report('profile', message, hint)
    }
    for (const [key, kind, value] of [
      ['mac', 'MAC', boot.mac],
      ['uuid', 'UUID', boot.uuid],
      ['ip', 'address', boot.ip?.split('/')[0]],
    ] as const) {
      if (value === undefined) continue
      const owner = owners.get(value)
      if (owner !== undefined) report(key, `${owner} has the same ${kind} ${value}`)
      owners.set(value, host.name)
    }
  }
  return problems
}
