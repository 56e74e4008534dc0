import type {Host, Inventory} from './inventory.ts'
import type {InventorySection} from './section.ts'

/** Everything that the inventory says of a host, as `ops inventory show` prints it. */
export interface HostDescription {
  host: string
  address?: string | undefined
  groups: string[]
  [key: string]: unknown
}

/** A function that describes hosts of an inventory; the members of the groups are looked up once for all of them. */
export function hostDescriber(inventory: Inventory, sections: readonly InventorySection[]): (host: Host) => HostDescription {
  const groupsOf = new Map<string, string[]>()
  for (const [group, set] of inventory.groups) {
    for (const {name} of inventory.select(set)) {
      const groups = groupsOf.get(name)
      if (groups === undefined) groupsOf.set(name, [group])
      else groups.push(group)
    }
  }
  const atHost = sections.filter((section) => section.at === 'host')
  return (host) => {
    const {name, address, tags, arch, depends, ssh, transport, workloads, ignore, spot} = host
    const groups = groupsOf.get(name) ?? []
    const described: HostDescription = {host: name, address, tags, arch, depends, groups, ssh, transport, workloads, ignore}
    for (const section of atHost) {
      const value = host.section(section)
      if (value !== undefined) described[section.name] = value
    }
    described['spot'] = spot
    return described
  }
}
