import type {Inventory, InventoryProblem, InventorySection} from '@ops/core/inventory'
import type {BootHost, BootTop} from './schema.ts'

export type {BootHost, BootTop, Firmware, Profile} from './schema.ts'

/** `boot:` at the top of ops.yaml: folder, allowed networks and profiles. */
export const bootTop: InventorySection<BootTop> = {
  name: 'boot',
  at: 'top',
  async schema() {
    return (await import('./schema.ts')).bootTopSchema
  },
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
function checkHosts(inventory: Inventory): InventoryProblem[] {
  const problems: InventoryProblem[] = []
  const profiles = inventory.top(bootTop)?.profiles ?? {}
  const owners = new Map<string, string>()
  for (const host of inventory.hosts.values()) {
    const boot = host.section(bootHost)
    if (boot === undefined) continue
    if (!Object.hasOwn(profiles, boot.profile)) {
      problems.push({
        spot: host.spot,
        message: `${host.name}: unknown boot profile "${boot.profile}". Known profiles: ${Object.keys(profiles).join(', ') || 'none'}.`,
      })
    }
    for (const [kind, value] of [
      ['MAC', boot.mac],
      ['UUID', boot.uuid],
      ['address', boot.ip?.split('/')[0]],
    ] as const) {
      if (value === undefined) continue
      const owner = owners.get(value)
      if (owner !== undefined) problems.push({spot: host.spot, message: `${host.name} and ${owner} have the same ${kind} ${value}.`})
      owners.set(value, host.name)
    }
  }
  return problems
}
