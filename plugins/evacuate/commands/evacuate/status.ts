import {Args} from '@oclif/core'
import {type Answer, OpsCommand} from '@ops/core/cli'

export default class EvacuateStatus extends OpsCommand {
  static override summary = 'Say where every evacuation that is not settled stands.'
  static override description = 'Asks the hosts themselves, whose records are enough if the journal is lost. Only reads.'
  static override examples = ['<%= config.bin %> evacuate status', '<%= config.bin %> evacuate status node1']
  static override args = {host: Args.string({description: 'host that the work leaves or goes to (default: all)'})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args} = await this.parse(EvacuateStatus)
    const {showStatus} = await import('../../src/engine/show-status.ts')
    return showStatus(await this.services(), args.host, signal)
  }
}
