import {Args, Flags} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'

export default class PowerOn extends OpsCommand {
  static override summary = 'Switch machines on and read their relays back; what others depend on comes first.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node1',
    '<%= config.bin %> <%= command.id %> @rack1',
    '<%= config.bin %> <%= command.id %> node1 --netboot',
  ]
  static override args = {hosts: Args.string({description: 'host set', required: true})}
  static override flags = {
    netboot: Flags.boolean({description: 'boot from the network once, and follow the boot to its last stage (at most 10 minutes)'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PowerOn)
    const [{onManyHosts}, {netbootMany}, {showResults}] = await Promise.all([
      import('../src/service/off-many.ts'),
      import('../src/service/netboot.ts'),
      import('../src/show/show-results.ts'),
    ])
    const services = await this.services()
    const switchOn = flags.netboot ? netbootMany : onManyHosts
    const result = await switchOn(services, services.inventory.select(args.hosts), ['power', 'on', ...this.argv], signal)
    return {result, text: showResults(result.hosts), exit: exitOfHosts(result.hosts)}
  }
}
