import {Args, Flags} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'

export default class EvacuateResume extends OpsCommand {
  static override summary = 'Carry an evacuation on to its end, from wherever it stands.'
  static override examples = ['<%= config.bin %> evacuate resume 20261121-1306-k3f9']
  static override args = {run: Args.string({description: 'run of the evacuation', required: true})}
  static override flags = {
    'source-gone': Flags.string({description: 'your word that the source runs nothing any more, and why', helpValue: 'REASON'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(EvacuateResume)
    const {settle} = await import('../../src/engine/show-settled.ts')
    const vouched = flags['source-gone'] === undefined ? {} : {source: flags['source-gone']}
    return settle(await this.services(), 'resume', {run: args.run, vouched}, this.argv, signal)
  }
}
