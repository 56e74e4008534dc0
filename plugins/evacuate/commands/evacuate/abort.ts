import {Args, Flags} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'

export default class EvacuateAbort extends OpsCommand {
  static override summary = 'Take an evacuation back: destroy the copy, then let the source go on.'
  static override description = 'Refused (exit 5) once it is committed; then resume carries it on. May be run again after any failure.'
  static override examples = ['<%= config.bin %> evacuate abort 20261121-1306-k3f9']
  static override args = {run: Args.string({description: 'run of the evacuation', required: true})}
  static override flags = {
    'destination-gone': Flags.string({description: 'your word that the destination runs nothing any more, and why', helpValue: 'REASON'}),
    'with-loss': Flags.string({
      description: "go on from the source's older state although the copy ran, or give a stored state up",
      helpValue: 'REASON',
    }),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(EvacuateAbort)
    const {settle} = await import('../../src/engine/show-settled.ts')
    const vouched = flags['destination-gone'] === undefined ? {} : {destination: flags['destination-gone']}
    const loss = flags['with-loss'] === undefined ? {} : {withLoss: flags['with-loss']}
    return settle(await this.services(), 'abort', {run: args.run, vouched, ...loss}, this.argv, signal)
  }
}
