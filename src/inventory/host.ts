import type {SourceSpot} from '../yaml/index.ts'
import type {Host, Inventory, SshOptions, Workload} from './inventory.ts'
import type {HostValue} from './schema.ts'

/** A checked host entry as the rest of ops sees it. Ten thousand hosts of one range share everything but their name. */
export function makeHost(name: string, value: HostValue, spot: SourceSpot): Host {
  const host: {-readonly [K in keyof Host]: Host[K]} = {
    name,
    tags: value.tags,
    depends: value.depends,
    ssh: value.ssh as SshOptions,
    transport: value.transport,
    workloads: value.workloads.length === 0 ? none : value.workloads.map((workload) => makeWorkload(workload, name)),
    ignore: value.ignore,
    spot,
    section: <T>(section: {name: string}) => (value as unknown as Record<string, unknown>)[section.name] as T | undefined,
  }
  if (value.address !== undefined) host.address = value.address
  if (value.arch !== undefined) host.arch = value.arch
  return host
}

const none: readonly Workload[] = []

function makeWorkload({name, kind, ...config}: HostValue['workloads'][number], host: string): Workload {
  return {name, kind, host, config}
}

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
