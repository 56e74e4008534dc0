import {Args, Flags} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'

export default class Explain extends OpsCommand {
  static override summary = 'List the files that a machine would get, and the rule for each.'
  static override examples = ['<%= config.bin %> <%= command.id %> pxcab']
  static override args = {host: Args.string({description: 'host', required: true})}
  static override flags = {root: Flags.string({description: "served folder (default: the inventory's)", helpValue: 'DIR'})}

  protected async act(): Promise<Answer> {
    const {args, flags} = await this.parse(Explain)
    const [{explainBoot}, {explanationText}] = await Promise.all([
      import('../../src/preflight/explain.ts'),
      import('../../src/present/explanation-text.ts'),
    ])
    const explanation = await explainBoot(await this.session.inventory(), args.host, flags.root)
    return {result: explanation, text: explanationText(explanation)}
  }
}
