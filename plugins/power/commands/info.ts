import {type Answer, Args, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'

export default class PowerInfo extends OpsCommand {
  static override summary = 'Show the outlets of a machine: model, ids to pin, meter, Wi-Fi signal, and the other machines on them.'
  static override examples = ['<%= config.bin %> <%= command.id %> node1']
  static override args = {host: Args.string({description: 'one machine', required: true})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args} = await this.parse(PowerInfo)
    const [{readInfo}, {renderInfo}] = await Promise.all([import('../src/status/read-info.ts'), import('../src/present/render-info.ts')])
    const services = await this.services({readsOnly: true})
    const info = await readInfo(services, services.inventory.host(args.host), signal)
    return {result: {hosts: [info]}, text: renderInfo(info), exit: exitOfHosts([info])}
  }
}
