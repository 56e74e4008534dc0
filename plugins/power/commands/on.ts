import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {parseDuration} from '@ops/core/text'
import {exitOfHosts} from '@ops/core/errors'
import {hostsHelp} from './cut-flags.ts'

export default class PowerOn extends OpsCommand {
  static override summary = 'Switch machines on, and read their relays back.'
  static override description =
    'Machines that others depend on come first. A relay that reads on does not show that the machine has booted; --netboot follows the boot.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node1',
    '<%= config.bin %> <%= command.id %> @rack1',
    '<%= config.bin %> <%= command.id %> node1 --netboot --for 5m',
  ]
  static override args = {hosts: Args.string({description: hostsHelp, required: true})}
  static override flags = {
    netboot: Flags.boolean({description: 'boot once from the network, and follow the boot to its last stage'}),
    for: Flags.string({description: 'time that the boot may take (default: 10m)', helpValue: 'TIME', dependsOn: ['netboot']}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PowerOn)
    const forMs = flags.for === undefined ? {} : {forMs: parseDuration(flags.for)}
    const {renderResults} = await import('../src/present/render-results.ts')
    const services = await this.services()
    const [hosts, argv] = [services.inventory.select(args.hosts), this.typed]
    const result = flags.netboot
      ? await (await import('../src/on/netboot.ts')).netbootHosts(services, hosts, {argv, ...forMs}, signal)
      : await (await import('../src/on/switch-on.ts')).onHosts(services, hosts, argv, signal)
    return {result, text: renderResults(result.hosts, services.inventory), exit: exitOfHosts(result.hosts)}
  }
}
