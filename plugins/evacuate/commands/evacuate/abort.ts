import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'

export default class EvacuateAbort extends OpsCommand {
  static override summary = 'Undo an open evacuation: destroy the copy, then let the work run on its source again.'
  static override description =
    'Refused (exit 5) after COMMIT, because the copy may run then; "ops evacuate resume" finishes such a move. May be run again after any failure.'
  static override examples = ['<%= config.bin %> evacuate abort 20261121-1306-k3f9']
  static override args = {run: Args.string({description: 'run id of the evacuation, as "ops evacuate status" prints it', required: true})}
  static override flags = {
    'destination-gone': Flags.string({
      description: 'why you know that the destination does not run anything any more (recorded in the journal)',
      helpValue: 'REASON',
    }),
    'with-loss': Flags.string({
      description:
        'accept a loss: continue from the older state of the source although the copy ran, or delete the only copy (recorded in the journal)',
      helpValue: 'REASON',
    }),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(EvacuateAbort)
    const [{exitOfResolution, resolveRun}, {renderResolution}] = await Promise.all([
      import('../../src/resolve/resolve-run.ts'),
      import('../../src/present/render-resolution.ts'),
    ])
    const overrides = flags['destination-gone'] === undefined ? {} : {destination: flags['destination-gone']}
    const loss = flags['with-loss'] === undefined ? {} : {withLoss: flags['with-loss']}
    const input = {command: 'abort', run: args.run, argv: this.typed, overrides, ...loss} as const
    const hosts = await resolveRun(await this.services(), input, signal)
    return {result: {hosts}, text: renderResolution(hosts), exit: exitOfResolution(hosts)}
  }
}
