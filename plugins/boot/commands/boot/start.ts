import {type Answer, Args, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'
import {parseDuration} from '@ops/core/text'
import {followFlags} from './follow-flags.ts'

export default class Start extends OpsCommand {
  static override summary = 'Switch machines on for one boot and follow it from firmware to login.'
  static override description =
    'Arms a one-shot lease at the boot server, switches the power on, and prints each stage with its time and source. A stage without ' +
    'evidence is unknown. Of a board that boots from flash, only power, console and login are followed. A host that is on is refused ' +
    '(exit 5); a boot that stops is a failed host, and its power stays on.'
  static override examples = ['<%= config.bin %> <%= command.id %> pxcab', '<%= config.bin %> <%= command.id %> @rack1 --for 5m']
  static override args = {hosts: Args.string({description: 'host set', required: true})}
  static override flags = followFlags

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(Start)
    const [{controlClient}, {progressOf}, {resultsText}, {controlPath}, {startMany}] = await Promise.all([
      import('../../src/control/control-client.ts'),
      import('../../src/present/boot-progress.ts'),
      import('../../src/present/boot-results-text.ts'),
      import('../../src/trace/boot-follow.ts'),
      import('../../src/trace/start-many.ts'),
    ])
    const services = await this.services()
    const options = {
      argv: this.typed,
      forMs: parseDuration(flags.for),
      server: controlClient(flags.control ?? controlPath(services)),
      changed: progressOf(this.progress),
    }
    const result = await startMany(services, services.inventory.select(args.hosts), options, signal)
    return {result, text: resultsText(result.hosts), exit: exitOfHosts(result.hosts)}
  }
}
