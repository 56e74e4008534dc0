import type {Host, Inventory} from './inventory.ts'

/**
 * Which machine a host is, whatever its name: `ssh 10.0.0.5:22`, the way to reach it. A host that ops cannot reach is told by its name
 * alone: `named camera1`.
 */
export function machineOf({name, address, ssh, transport}: Host): string {
  const where = address === undefined ? undefined : `${address.toLowerCase()}:${ssh.port ?? 22}`
  if (transport.kind === 'namespace') return `namespace ${where ?? transport.pidfile}`
  if (where === undefined || transport.kind === 'local') return `named ${name}`
  const jump = ssh.options?.['ProxyJump'] ?? ssh.options?.['ProxyCommand']
  return `ssh ${where}${jump === undefined ? '' : ` via ${jump}`}`
}

const indexes = new WeakMap<Inventory, Map<string, string[]>>()

/** The hosts of the inventory that are this machine now. */
export function hostsOfMachine(inventory: Inventory, machine: string): readonly string[] {
  let index = indexes.get(inventory)
  if (index === undefined) {
    index = new Map()
    for (const host of inventory.hosts.values()) index.set(machineOf(host), [...(index.get(machineOf(host)) ?? []), host.name])
    indexes.set(inventory, index)
  }
  return index.get(machine) ?? []
}
