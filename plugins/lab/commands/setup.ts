import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {softwareFlags} from './software-flags.ts'

export default class LabSetup extends OpsCommand {
  static override summary = 'Install the packages that the lab needs, and build the root file system of its hosts.'
  static override description = 'Shows the commands and asks before it runs them, unless --yes is given. Needs Debian and root.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --yes']
  static override flags = {
    yes: Flags.boolean({description: 'run the commands without asking'}),
    with: Flags.string({
      description: 'also install the packages of this part, such as phone; repeatable',
      helpValue: 'NAME',
      multiple: true,
    }),
    ...softwareFlags,
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {flags} = await this.parse(LabSetup)
    const {planSetup, runSetup} = await import('../src/setup/setup.ts')
    const {askToSetUp} = await import('../src/setup/ask-to-set-up.ts')
    const plan = await planSetup(await this.session.registry(), {
      parts: flags.with ?? [],
      software: {criu: flags.criu, include: flags.include},
    })
    if (!flags.yes && (plan.packages.length > 0 || plan.builds)) await askToSetUp(plan, process.stdin, process.stderr, signal)
    const root = await runSetup(plan, this.progress, signal)
    return {
      result: {installed: plan.packages, root},
      text: `Everything is installed; the root file system of the hosts is ${root}.\nNext: ops lab up`,
    }
  }
}
