import {type Answer, Args, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'
import {parseDuration} from '@ops/core/text'
import {followFlags} from './follow-flags.ts'

export default class Follow extends OpsCommand {
  static override summary = 'Follow boots that were started elsewhere, without switching power or arming.'
  static override description =
    'Reports the same stages as ops boot start. Times count from the start of the command, and earlier stages are unknown. Ends at ' +
    'once for a machine that ops can log in to.'
  static override examples = ['<%= config.bin %> <%= command.id %> pxcab', '<%= config.bin %> <%= command.id %> @rack1 --for 5m']
  static override args = {hosts: Args.string({description: 'host set', required: true})}
  static override flags = followFlags

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(Follow)
    const [{controlClient}, {progressOf}, {resultsText}, {controlPath}, {followMany}] = await Promise.all([
      import('../../src/control/control-client.ts'),
      import('../../src/present/boot-progress.ts'),
      import('../../src/present/boot-results-text.ts'),
      import('../../src/trace/boot-follow.ts'),
      import('../../src/trace/follow-host.ts'),
    ])
    const services = await this.services()
    const options = {
      forMs: parseDuration(flags.for),
      server: controlClient(flags.control ?? controlPath(services)),
      changed: progressOf(this.progress),
    }
    const hosts = await followMany(services, services.inventory.select(args.hosts), options, signal)
    return {result: {hosts}, text: resultsText(hosts), exit: exitOfHosts(hosts)}
  }
}
