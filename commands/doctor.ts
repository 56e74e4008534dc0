import {type Answer, OpsCommand} from '@ops/core/cli'
import {table} from '@ops/core/text'
import {exitCodes} from '@ops/core/errors'
import {diagnose} from '@ops/core/doctor'

export default class Doctor extends OpsCommand {
  static override summary = 'Find what ops needs and this machine or its hosts lack, with the command that installs or repairs it.'
  static override description = 'Only reads. Exit 3 when something is missing or broken.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected async act(signal: AbortSignal): Promise<Answer> {
    const inventory = await this.session.inventoryIfAny()
    const transports = inventory === undefined ? undefined : await this.session.transports()
    const findings = await diagnose({registry: await this.session.registry(), inventory, transports}, signal)
    const bad = findings.filter((finding) => finding.state !== 'ok')
    const rows = findings.map(({state, subject, feature, message, fix}) => [
      state,
      subject,
      feature,
      fix === undefined ? message : `${message} Next: ${fix}`,
    ])
    return {
      result: {findings},
      text: `${table(rows)}\n${bad.length === 0 ? 'Everything that was looked for is there.' : `${bad.length} of ${findings.length} need attention.`}`,
      exit: bad.length === 0 ? exitCodes.done : exitCodes.allFailed,
    }
  }
}
