import {Command} from '@oclif/core/command'
import {Args, Flags} from '@ops/core/cli'

/** Reads neither inventory nor settings, so that help is there whatever is broken. */
export default class HelpCommand extends Command {
  static override summary = 'Show the help of ops, of a topic or of a command.'
  static override examples = ['<%= config.bin %> <%= command.id %> power off', '<%= config.bin %> <%= command.id %> --json']
  static override strict = false
  static override args = {command: Args.string({description: 'topic or command, e.g. power off'})}
  static override flags = {
    'nested-commands': Flags.boolean({char: 'n', description: 'also list the commands of each topic'}),
    json: Flags.boolean({description: 'print JSON'}),
  }

  override async run(): Promise<void> {
    const {argv, flags} = await this.parse(HelpCommand)
    const {OpsHelp} = await import('./ops-help.ts')
    const help = new OpsHelp(this.config, {all: flags['nested-commands']})
    await help.showHelp([...(argv as string[]), ...(flags.json ? ['--json'] : [])])
  }
}
