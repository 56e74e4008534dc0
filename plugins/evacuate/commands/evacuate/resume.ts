import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {withDetails} from '../../src/present/with-details.ts'

export default class EvacuateResume extends OpsCommand {
  static override summary = 'Finish an open evacuation from the step at which it stopped.'
  static override description = 'Refused (exit 5) once an abort has begun. May be run again after any failure.'
  static override examples = ['<%= config.bin %> evacuate resume 20261121-1306-k3f9']
  static override args = {run: Args.string({description: 'run id of the evacuation, as "ops evacuate status" prints it', required: true})}
  static override flags = {
    'source-gone': Flags.string({
      description: 'why you know that the source does not run anything any more (recorded in the journal)',
      helpValue: 'REASON',
    }),
    verbose: Flags.boolean({char: 'v', description: 'print the error lines of criu too'}),
    'with-loss': Flags.string({
      description: 'accept a loss: continue from the stored images although the copy ran and is gone (recorded in the journal)',
      helpValue: 'REASON',
    }),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(EvacuateResume)
    const [{exitOfResolution, resolveRun}, {renderResolution}] = await Promise.all([
      import('../../src/resolve/resolve-run.ts'),
      import('../../src/present/render-resolution.ts'),
    ])
    const overrides = flags['source-gone'] === undefined ? {} : {source: flags['source-gone']}
    const loss = flags['with-loss'] === undefined ? {} : {withLoss: flags['with-loss']}
    const input = {command: 'resume', run: args.run, argv: this.typed, overrides, ...loss} as const
    const hosts = await resolveRun(withDetails(await this.services(), flags.verbose), input, signal)
    return {result: {hosts}, text: renderResolution(hosts), exit: exitOfResolution(hosts)}
  }
}
