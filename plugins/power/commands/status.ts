import {Args, Flags} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'

export default class PowerStatus extends OpsCommand {
  static override summary = 'Read what the outlets of machines say: on, off or unknown.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node1',
    "<%= config.bin %> <%= command.id %> 'node[1-16]' --json",
    '<%= config.bin %> <%= command.id %> @rack1 -b',
  ]
  static override args = {hosts: Args.string({description: 'host set', required: true})}
  static override flags = {gather: Flags.boolean({char: 'b', description: 'one line for all machines that say the same'})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PowerStatus)
    const [{statusOfMany}, {gatherStatus, showStatus}] = await Promise.all([
      import('../src/status/read-status.ts'),
      import('../src/present/render-status.ts'),
    ])
    const services = await this.services()
    const hosts = await statusOfMany(services, services.inventory.select(args.hosts), signal)
    return {result: {hosts}, text: flags.gather ? gatherStatus(hosts) : showStatus(hosts), exit: exitOfHosts(hosts)}
  }
}
