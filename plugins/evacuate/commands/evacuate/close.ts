import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'

export default class EvacuateClose extends OpsCommand {
  static override summary = 'Give up an open evacuation that neither abort nor resume can finish.'
  static override description =
    `For a move whose records are gone because its hosts were reinstalled, for example. Changes nothing but the records and
the journal, and claims nothing about the work. Frozen processes stay frozen, and images stay where they are; both are
named. Refused (exit 5) while abort or resume can finish the move.`
  static override examples = ['<%= config.bin %> evacuate close 20261121-1306-k3f9 --reason "node1 was reinstalled"']
  static override args = {run: Args.string({description: 'run id of the evacuation, as "ops evacuate status" prints it', required: true})}
  static override flags = {
    reason: Flags.string({description: 'why the move is given up (recorded in the journal)', helpValue: 'REASON', required: true}),
    force: Flags.boolean({description: 'close the move although abort or resume could finish it'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(EvacuateClose)
    const [{closeRun}, {exitOfResolution}, {renderResolution}] = await Promise.all([
      import('../../src/resolve/close-run.ts'),
      import('../../src/resolve/resolve-run.ts'),
      import('../../src/present/render-resolution.ts'),
    ])
    const input = {run: args.run, reason: flags.reason, force: flags.force, argv: this.typed}
    const hosts = await closeRun(await this.services(), input, signal)
    return {result: {hosts}, text: renderResolution(hosts), exit: exitOfResolution(hosts)}
  }
}
