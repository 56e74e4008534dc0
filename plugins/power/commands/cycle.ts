import {Args, Flags} from '@oclif/core'
import {type Answer, OpsCommand, parseDuration} from '@ops/core/cli'
import {cutFlags} from './cut-flags.ts'

export default class PowerCycle extends OpsCommand {
  static override summary = 'Switch machines off as `power off` does, prove it, and switch them on again.'
  static override examples = ['<%= config.bin %> <%= command.id %> node1', '<%= config.bin %> <%= command.id %> node1 --pause 30s']
  static override args = {hosts: Args.string({description: 'host set', required: true})}
  static override flags = {...cutFlags, pause: Flags.string({description: 'time without power', default: '5s', helpValue: 'TIME'})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PowerCycle)
    const pauseMs = parseDuration(flags.pause)
    const [{cutCommand}, {cycleMany}] = await Promise.all([import('../src/off/cut-command.ts'), import('../src/off/off-hosts.ts')])
    const services = await this.services()
    const hosts = services.inventory.select(args.hosts)
    return cutCommand(
      services,
      {verb: 'Power cycle', hosts, flags, argv: ['power', 'cycle', ...this.argv]},
      (input) => cycleMany(services, hosts, {...input, pauseMs}, signal),
      signal,
    )
  }
}
