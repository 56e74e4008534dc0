import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {table} from '@ops/core/text'

export default class Config extends OpsCommand {
  static override summary = 'Show the settings in effect.'
  static override description =
    "The first of these that has a value decides: the flag, the OPS_* variable, settings: in ops.yaml, the user's config.yaml, /etc/ops/config.yaml."
  static override examples = ['<%= config.bin %> <%= command.id %> --explain']
  static override flags = {explain: Flags.boolean({description: 'also show where each value comes from, and which values it overrides'})}

  protected async act(): Promise<Answer> {
    const {flags} = await this.parse(Config)
    const settings = this.session.explainedSettings
    const rows = settings.map(({name, value, source, overridden}) => [
      name,
      value === null ? '-' : String(value),
      ...(flags.explain ? [source, overridden.map((other) => `${other.source} says ${String(other.value)}`).join('; ')] : []),
    ])
    return {result: {settings}, text: table(rows, undefined, this.columns)}
  }
}
