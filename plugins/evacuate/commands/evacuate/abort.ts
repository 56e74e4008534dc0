import {Args, Flags} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'

export default class EvacuateAbort extends OpsCommand {
  static override summary = 'Take an evacuation back: destroy the copy, then let the source run again.'
  static override description = 'Refused (exit 5) after COMMIT; then use resume. May be run again after any failure.'
  static override examples = ['<%= config.bin %> evacuate abort 20261121-1306-k3f9']
  static override args = {run: Args.string({description: 'run of the evacuation', required: true})}
  static override flags = {
    'destination-gone': Flags.string({description: 'why you know that the destination runs nothing any more', helpValue: 'REASON'}),
    'with-loss': Flags.string({
      description: "continue from the source's older state although the copy ran, or give a stored state up",
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
    const input = {command: 'abort', run: args.run, argv: this.argv, overrides, ...loss} as const
    const hosts = await resolveRun(await this.services(), input, signal)
    return {result: {hosts}, text: renderResolution(hosts), exit: exitOfResolution(hosts)}
  }
}
