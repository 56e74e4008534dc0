import {Args} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'

export default class PowerInfo extends OpsCommand {
  static override summary = 'Show what feeds a machine: model, identity to pin, meter, signal, and who else hangs on it.'
  static override examples = ['<%= config.bin %> <%= command.id %> node1']
  static override args = {host: Args.string({description: 'one machine', required: true})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args} = await this.parse(PowerInfo)
    const [{powerInfo}, {showInfo}] = await Promise.all([import('../src/status/read-info.ts'), import('../src/present/render-info.ts')])
    const services = await this.services()
    const info = await powerInfo(services, services.inventory.host(args.host), signal)
    return {result: {hosts: [info]}, text: showInfo(info), exit: exitOfHosts([info])}
  }
}
