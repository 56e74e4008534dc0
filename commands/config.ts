import {Flags} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'
import {table} from '@ops/core/text'
import {explainSettings} from '@ops/core/settings'

export default class Config extends OpsCommand {
  static override summary = 'Show the settings in force.'
  static override description =
    "A flag beats OPS_* variables, these beat the project's ops.yaml, then the user's and the system's config.yaml."
  static override examples = ['<%= config.bin %> <%= command.id %> --explain']
  static override flags = {explain: Flags.boolean({description: 'also say where each value comes from, and what it overrides'})}

  protected async act(): Promise<Answer> {
    const {flags} = await this.parse(Config)
    const settings = await explainSettings({flags, env: process.env, cwd: process.cwd()})
    const rows = settings.map(({name, value, source, overridden}) => [
      name,
      String(value),
      ...(flags.explain ? [source, overridden.map((other) => `${other.source} says ${String(other.value)}`).join('; ')] : []),
    ])
    return {result: {settings}, text: table(rows, undefined, this.columns)}
  }
}
