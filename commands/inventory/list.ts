import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {type Host, hostDescriber, type Inventory} from '@ops/core/inventory'
import {table} from '@ops/core/text'

export default class InventoryList extends OpsCommand {
  static override summary = 'List the machines of the inventory, or of a host set.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> @rack1',
    '<%= config.bin %> <%= command.id %> --full --json',
    '<%= config.bin %> <%= command.id %> --groups',
  ]
  static override args = {hosts: Args.string({description: 'host set, e.g. node[1-16],@rack1!node3', default: '@*'})}
  static override flags = {
    groups: Flags.boolean({description: 'list the groups instead', exclusive: ['full']}),
    full: Flags.boolean({description: 'everything that the inventory says of each machine, as "show" prints it'}),
  }

  protected async act(): Promise<Answer> {
    const {args, flags} = await this.parse(InventoryList)
    const inventory = await this.session.inventory()
    if (flags.groups) return listGroups(inventory, this.columns)
    const hosts = inventory.select(args.hosts)
    return flags.full ? this.#listFull(inventory, hosts) : listHosts(inventory, hosts, this.columns)
  }

  async #listFull(inventory: Inventory, hosts: readonly Host[]): Promise<Answer> {
    const registry = await this.session.registry()
    const described = hosts.map(hostDescriber(inventory, registry.inventorySections.all()))
    const result = {file: inventory.file, hosts: described}
    if (this.jsonEnabled()) return {result}
    const {stringify} = await import('yaml')
    return {result, text: stringify(Object.fromEntries(described.map(({host, spot: _, ...rest}) => [host, rest]))).trimEnd()}
  }
}

function listGroups(inventory: Inventory, columns: number | undefined): Answer {
  const groups = [...inventory.groups].map(([name, set]) => ({name, set, hosts: inventory.select(set).map((host) => host.name)}))
  return {
    result: {groups},
    text: table(
      groups.map(({name, set, hosts}) => [`@${name}`, String(hosts.length), set]),
      undefined,
      columns,
    ),
  }
}

function listHosts(inventory: Inventory, selected: readonly Host[], columns: number | undefined): Answer {
  const hosts = selected.map((host) => ({
    host: host.name,
    address: host.address ?? null,
    tags: host.tags,
    workloads: host.workloads.map((workload) => workload.name),
  }))
  const rows = hosts.map((host) => [host.host, host.address ?? '-', host.tags.join(',') || '-', host.workloads.join(',') || '-'])
  return {result: {file: inventory.file, hosts}, text: table(rows, ['HOST', 'ADDRESS', 'TAGS', 'WORKLOADS'], columns)}
}
