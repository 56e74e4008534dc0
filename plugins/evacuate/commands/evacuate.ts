import {Args, Flags} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'
import {exitCodes, exitOfHosts} from '@ops/core/errors'

export default class Evacuate extends OpsCommand {
  static override summary = 'Move the running work of a machine to another one.'
  static override description = `Freezes, sends, restores and starts every declared workload that runs on HOST, one after the other. Two
copies never run at once, and a workload that cannot be moved stays as it was. Exit 6 with --dry-run when there is something to do.`
  static override examples = ['<%= config.bin %> evacuate node1', '<%= config.bin %> evacuate node1 --to node2 --dry-run']
  static override args = {host: Args.string({description: 'host to empty', required: true})}
  static override flags = {
    to: Flags.string({description: 'host set that takes the work (default: evacuate.to of the host)', helpValue: 'HOSTSET'}),
    'dry-run': Flags.boolean({char: 'n', description: 'show what would be done, change nothing'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(Evacuate)
    const [{dryRun, evacuate}, {renderEvacuation, renderPlan}] = await Promise.all([
      import('../src/evacuate/evacuate.ts'),
      import('../src/present/render-evacuation.ts'),
    ])
    const services = await this.services()
    const input = {host: services.inventory.host(args.host), ...(flags.to === undefined ? {} : {to: flags.to})}
    if (flags['dry-run']) {
      const plan = await dryRun(services, input, signal)
      return {result: {hosts: [plan]}, text: renderPlan(plan), exit: plan.to === undefined ? exitCodes.done : exitCodes.changes}
    }
    const host = await evacuate(services, input, this.argv, signal)
    return {result: {hosts: [host]}, text: renderEvacuation(host), exit: exitOfHosts([host])}
  }
}
