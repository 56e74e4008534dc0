import {Args, Flags} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'

export default class Evacuate extends OpsCommand {
  static override summary = 'Move the running work of a machine to another one.'
  static override description = `Every declared workload that runs on HOST is frozen, sent, restored and started elsewhere, one after the
other, so that never two copies run; what cannot be moved stays as it was. Exit 6 with --dry-run when there is something to do.`
  static override examples = ['<%= config.bin %> evacuate node1', '<%= config.bin %> evacuate node1 --to node2 --dry-run']
  static override args = {host: Args.string({description: 'host to empty', required: true})}
  static override flags = {
    to: Flags.string({description: 'host set that takes the work (default: evacuate.to of the host)', helpValue: 'HOSTSET'}),
    'dry-run': Flags.boolean({char: 'n', description: 'look, and say what would be done'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(Evacuate)
    const {evacuate, rehearse} = await import('../src/engine/evacuate.ts')
    const services = await this.services()
    const input = {host: services.inventory.host(args.host), ...(flags.to === undefined ? {} : {to: flags.to})}
    return flags['dry-run'] ? rehearse(services, input, signal) : evacuate(services, input, this.argv, signal)
  }
}
