import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {hostDescriber, type Inventory} from '@ops/core/inventory'
import {table} from '@ops/core/text'

export default class InventoryShow extends OpsCommand {
  static override summary = 'Show everything that the inventory says about a machine.'
  static override description = 'With --explain: each value, and the line of the file that it comes from.'
  static override examples = ['<%= config.bin %> <%= command.id %> node1', '<%= config.bin %> <%= command.id %> node1 --explain']
  static override args = {host: Args.string({description: 'name of the machine', required: true})}
  static override flags = {explain: Flags.boolean({description: 'say where each value is written: the host, a group or the defaults'})}

  protected async act(): Promise<Answer> {
    const {args, flags} = await this.parse(InventoryShow)
    const inventory = await this.session.inventory()
    const host = inventory.host(args.host)
    if (flags.explain) return explained(inventory, host.name, this.columns)
    const registry = await this.session.registry()
    const result = hostDescriber(inventory, registry.inventorySections.all())(host)
    const {stringify} = await import('yaml')
    const {file, line} = host.spot
    return {result, text: `# ${file}:${line}\n${stringify({[host.name]: {...result, host: undefined, spot: undefined}}).trimEnd()}`}
  }
}

function explained(inventory: Inventory, host: string, columns: number | undefined): Answer {
  const values = inventory.explain(host)
  const rows = values.map(({path, value, from, spot}) => [
    path,
    typeof value === 'string' ? value : JSON.stringify(value),
    `${spot.file}:${spot.line}`,
    from,
  ])
  const result = {host, values: values.map(({spot, ...value}) => ({...value, ...spot}))}
  return {
    result,
    text: rows.length === 0 ? `The inventory says nothing about ${host}.` : table(rows, ['KEY', 'VALUE', 'PLACE', 'FROM'], columns),
  }
}
