import {Args} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'

export default class PowerStatus extends OpsCommand {
  static override summary = 'Read what the outlets of machines say: on, off or unknown.'
  static override examples = ['<%= config.bin %> <%= command.id %> node1', "<%= config.bin %> <%= command.id %> 'node[1-16]' --json"]
  static override args = {hosts: Args.string({description: 'host set', required: true})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args} = await this.parse(PowerStatus)
    const [{statusOfMany}, {showStatus}] = await Promise.all([
      import('../src/service/status-of-many.ts'),
      import('../src/show/show-status.ts'),
    ])
    const services = await this.services()
    const hosts = await statusOfMany(services, services.inventory.select(args.hosts), signal)
    return {result: {hosts}, text: showStatus(hosts), exit: exitOfHosts(hosts)}
  }
}
