import {Args} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'

export default class InventoryShow extends OpsCommand {
  static override summary = 'Show everything that the inventory says about a machine.'
  static override examples = ['<%= config.bin %> <%= command.id %> node1']
  static override args = {host: Args.string({description: 'name of the machine', required: true})}

  protected async act(): Promise<Answer> {
    const {args} = await this.parse(InventoryShow)
    const inventory = await this.session.inventory()
    const host = inventory.host(args.host)
    const registry = await this.session.registry()
    const sections = Object.fromEntries(
      registry.inventorySections
        .all()
        .filter((section) => section.at === 'host' && host.section(section) !== undefined)
        .map((section) => [section.name, host.section(section)]),
    )
    const {name, address, tags, arch, depends, ssh, transport, workloads, ignore, spot} = host
    const groups = [...inventory.groups].filter(([, set]) => inventory.select(set).includes(host)).map(([group]) => group)
    const result = {host: name, address, tags, arch, depends, groups, ssh, transport, workloads, ignore, ...sections, spot}
    const {stringify} = await import('yaml')
    const {file, line} = spot
    return {result, text: `# ${file}:${line}\n${stringify({[name]: {...result, host: undefined, spot: undefined}}).trimEnd()}`}
  }
}
