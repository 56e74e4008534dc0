import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {exitCodes, exitOfHosts} from '@ops/core/errors'
import {withDetails} from '../src/present/with-details.ts'

export default class Evacuate extends OpsCommand {
  static override summary = 'Move the running work of a machine to another one.'
  static override description =
    `Moves every declared workload that runs on HOST, one after the other: freezes it, copies it, and starts the copy on
another host. Two copies never run at once. A workload that cannot be moved goes on running on HOST.`
  static override examples = ['<%= config.bin %> evacuate node1', '<%= config.bin %> evacuate node1 --to node2 --dry-run']
  static override args = {host: Args.string({description: 'the host that the work leaves', required: true})}
  static override flags = {
    to: Flags.string({
      description: 'host set; its first host that can take all the work is chosen (default: evacuate.to of HOST)',
      helpValue: 'HOSTSET',
    }),
    'dry-run': Flags.boolean({
      char: 'n',
      description: 'print the plan or the obstacles, and change nothing (exit 6 if there is something to do)',
    }),
    verbose: Flags.boolean({char: 'v', description: 'print the error lines of criu too'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(Evacuate)
    const [{dryRun, evacuate}, {renderEvacuation, renderPlan}] = await Promise.all([
      import('../src/evacuate/evacuate.ts'),
      import('../src/present/render-evacuation.ts'),
    ])
    const services = withDetails(await this.services(), flags.verbose)
    const input = {host: services.inventory.host(args.host), ...(flags.to === undefined ? {} : {to: flags.to})}
    // Refused before anything is read, as it would be once there is work.
    if (flags.to !== undefined) services.inventory.select(flags.to)
    if (flags['dry-run']) {
      const plan = await dryRun(services, input, signal)
      return {result: {hosts: [plan]}, text: renderPlan(plan), exit: plan.to === undefined ? exitCodes.done : exitCodes.changes}
    }
    const host = await evacuate(services, input, this.typed, signal)
    return {result: {hosts: [host]}, text: renderEvacuation(host), exit: exitOfHosts([host])}
  }
}
