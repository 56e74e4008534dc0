import type {Answer} from '@ops/core/cli'
import {OpsCommand} from '@ops/core/cli'
import {inventoryErrors} from '@ops/core/inventory'

export default class InventoryCheck extends OpsCommand {
  static override summary = 'Check the inventory: every problem with its line and column.'
  static override description = 'Exit 64 when there are problems. Also refuses hosts whose name is a subcommand.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected async act(): Promise<Answer> {
    const inventory = await this.session.inventory()
    const registry = await this.session.registry()
    const hosts = [...inventory.hosts.values()]
    const words = new Set(this.config.commandIDs.flatMap((id) => id.split(':')))
    const problems = hosts.flatMap((host) => [
      ...(words.has(host.name) ? [{spot: host.spot, message: `${host.name} is the name of a command; give the machine another.`}] : []),
      ...host.workloads
        .filter((workload) => registry.workloadRuntimes.get(workload.kind) === undefined)
        .map(({name, kind}) => ({
          spot: host.spot,
          message: `${host.name}: workload ${name} is of kind "${kind}"; installed kinds are ${registry.workloadRuntimes.names().join(', ') || 'none'}.`,
        })),
    ])
    if (problems.length > 0) throw inventoryErrors.INVENTORY_INVALID({}, problems)
    const result = {file: inventory.file, hosts: hosts.length, groups: inventory.groups.size}
    return {result, text: `${result.file}: ${result.hosts} hosts, ${result.groups} groups, no problem.`}
  }
}
