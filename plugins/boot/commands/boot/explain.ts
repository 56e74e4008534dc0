import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'

export default class Explain extends OpsCommand {
  static override summary = 'Show which boot files a machine would get, and the rule that selects each.'
  static override description =
    'Resolves the names that the firmware requests, in their order, as the boot server would. Needs no running server and changes nothing.'
  static override examples = ['<%= config.bin %> <%= command.id %> pxcab']
  static override args = {host: Args.string({description: 'name of the host', required: true})}
  static override flags = {root: Flags.string({description: 'served folder (default: boot.root of the inventory)', helpValue: 'DIR'})}

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
