import {type Answer, OpsCommand} from '@ops/core/cli'
import {diagnose, renderFindings} from '@ops/core/doctor'

export default class Doctor extends OpsCommand {
  static override summary = 'Find what ops needs and this machine or its hosts lack, with the command that installs or repairs it.'
  static override description =
    'Only reads. Exit 2 when something that the inventory uses is missing or broken (3: everything is). What nothing uses is optional.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected async act(signal: AbortSignal): Promise<Answer> {
    const inventory = await this.session.inventoryIfAny()
    const transports = inventory === undefined ? undefined : await this.session.transports()
    const findings = await diagnose({registry: await this.session.registry(), inventory, transports}, signal)
    const {text, exit, error} = renderFindings(findings, this.columns)
    return {result: {findings}, text, exit, ...(error === undefined ? {} : {error})}
  }
}
