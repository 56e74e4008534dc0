import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {parseDuration} from '@ops/core/text'
import {confirmFlags, cutFlags, exitOfCut, hostsHelp, toCutInput} from './cut-flags.ts'

export default class PowerCycle extends OpsCommand {
  static override summary = 'Switch machines off as "ops power off" does, and on again.'
  static override description = 'Only machines that were proved off are switched on again.'
  static override examples = ['<%= config.bin %> <%= command.id %> node1', '<%= config.bin %> <%= command.id %> node1 --pause 30s']
  static override args = {hosts: Args.string({description: hostsHelp, required: true})}
  static override flags = {
    ...cutFlags,
    pause: Flags.string({description: 'time without power, for example 30s', default: '5s', helpValue: 'TIME'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PowerCycle)
    const pauseMs = parseDuration(flags.pause)
    const [{cycleHosts}, {renderResults}] = await Promise.all([
      import('../src/off/off-hosts.ts'),
      import('../src/present/render-results.ts'),
    ])
    const services = await this.services()
    const hosts = services.inventory.select(args.hosts)
    await confirmFlags({verb: 'Power cycle', hosts, flags}, services.inventory, signal)
    const result = await cycleHosts(services, hosts, {...toCutInput(flags, hosts), pauseMs, argv: this.typed}, signal)
    return {result, text: renderResults(result.hosts, services.inventory), exit: exitOfCut(result.hosts, flags)}
  }
}
