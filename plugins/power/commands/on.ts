import {Args, Flags} from '@oclif/core'
import {type Answer, OpsCommand, parseDuration} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'

export default class PowerOn extends OpsCommand {
  static override summary = 'Switch machines on and read their relays back; what others depend on comes first.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node1',
    '<%= config.bin %> <%= command.id %> @rack1',
    '<%= config.bin %> <%= command.id %> node1 --netboot --for 5m',
  ]
  static override args = {hosts: Args.string({description: 'host set', required: true})}
  static override flags = {
    netboot: Flags.boolean({description: 'boot from the network once, and follow the boot to its last stage'}),
    for: Flags.string({description: 'time that the boot may take (default: 10m)', helpValue: 'TIME', dependsOn: ['netboot']}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PowerOn)
    const [{onManyHosts}, {netbootMany}, {showResults}] = await Promise.all([
      import('../src/off/off-hosts.ts'),
      import('../src/on/netboot.ts'),
      import('../src/present/render-results.ts'),
    ])
    const services = await this.services()
    const [hosts, argv] = [services.inventory.select(args.hosts), ['power', 'on', ...this.argv]]
    const forMs = flags.for === undefined ? undefined : parseDuration(flags.for)
    const result = flags.netboot
      ? await netbootMany(services, hosts, argv, {forMs}, signal)
      : await onManyHosts(services, hosts, argv, signal)
    return {result, text: showResults(result.hosts), exit: exitOfHosts(result.hosts)}
  }
}
