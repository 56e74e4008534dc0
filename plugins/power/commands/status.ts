import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'
import {hostsHelp} from './cut-flags.ts'

export default class PowerStatus extends OpsCommand {
  static override summary = 'Read the outlets of machines, and print whether they are on, off or unknown.'
  static override description =
    'Reads the outlets and asks no machine: one that hangs on another outlet than the inventory says may run although "off" is printed. Machines of a set that have no outlet are listed and are no failure; one that is named alone is.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node1',
    "<%= config.bin %> <%= command.id %> 'node[1-16]' --json",
    '<%= config.bin %> <%= command.id %> @rack1 -b',
  ]
  static override args = {hosts: Args.string({description: hostsHelp, required: true})}
  static override flags = {gather: Flags.boolean({char: 'b', description: 'print one line for all machines with the same state'})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PowerStatus)
    const [{readStatuses}, {renderGathered, renderStatus}] = await Promise.all([
      import('../src/status/read-status.ts'),
      import('../src/present/render-status.ts'),
    ])
    const services = await this.services({readsOnly: true})
    const named = args.hosts.split(',').map((word) => word.trim())
    const hosts = await readStatuses(services, services.inventory.select(args.hosts), signal, {argv: this.typed, named})
    const {inventory} = services
    const text = flags.gather ? renderGathered(hosts, inventory) : renderStatus(hosts, inventory, this.columns)
    return {result: {hosts}, text, exit: exitOfHosts(hosts)}
  }
}
