import {Args} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'
import {cutFlags} from './cut-flags.ts'

export default class PowerOff extends OpsCommand {
  static override summary = 'Make machines safe, shut them down, switch them off, and prove it.'
  static override description =
    'Guards look first: work is moved away where evacuation knows how, and anything else that would be lost refuses the act. Already off is success.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node1',
    '<%= config.bin %> <%= command.id %> node1 --dry-run',
    "<%= config.bin %> <%= command.id %> node1 --hard --force 'it burns' --yes",
  ]
  static override args = {hosts: Args.string({description: 'host set', required: true})}
  static override flags = cutFlags

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PowerOff)
    const [{cutCommand}, {offMany}] = await Promise.all([import('../src/off/cut-command.ts'), import('../src/off/off-hosts.ts')])
    const services = await this.services()
    const hosts = services.inventory.select(args.hosts)
    return cutCommand(
      services,
      {verb: 'Power off', hosts, flags, argv: ['power', 'off', ...this.argv]},
      (input) => offMany(services, hosts, input, signal),
      signal,
    )
  }
}
