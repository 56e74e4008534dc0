import {type Answer, OpsCommand} from '@ops/core/cli'
import {dirFlag, labDir} from './lab-dir.ts'

export default class LabStatus extends OpsCommand {
  static override summary = 'Show the hosts and plugs of the lab, and how many counts of the demo counter were lost.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  static override flags = {dir: dirFlag}

  protected async act(): Promise<Answer> {
    const {flags} = await this.parse(LabStatus)
    const {labStatus} = await import('../src/status/lab-status.ts')
    const {renderStatus} = await import('../src/present/status-text.ts')
    const status = await labStatus(labDir(flags.dir, this.session.settings.stateDir))
    return {result: status, text: renderStatus(status, this.columns)}
  }
}
