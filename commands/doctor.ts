import {existsSync} from 'node:fs'
import {type Answer, OpsCommand} from '@ops/core/cli'
import type {Inventory} from '@ops/core/inventory'
import type {DoctorFinding} from '@ops/core/seams'
import {plural, table} from '@ops/core/text'
import {formatProblem} from '@ops/core/yaml'
import {exitCodes} from '@ops/core/errors'
import {diagnose} from '@ops/core/doctor'

export default class Doctor extends OpsCommand {
  static override summary = 'Find what is missing for which feature, with the command that installs or repairs it.'
  static override description = 'Only reads. Exit 3 when something is missing or broken.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {inventory, findings: broken} = await this.#inventory()
    const transports = inventory === undefined ? undefined : await this.session.transports()
    const findings = [...broken, ...(await diagnose({registry: await this.session.registry(), inventory, transports}, signal))]
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

  /** A broken inventory is a finding; without it only this machine is examined. */
  async #inventory(): Promise<{inventory: Inventory | undefined; findings: DoctorFinding[]}> {
    const file = this.session.settings.inventory
    if (!existsSync(file)) return {inventory: undefined, findings: []}
    const {inventory, problems} = await this.session.checkInventory()
    const [first] = problems
    if (first === undefined) return {inventory, findings: []}
    const more = problems.length === 1 ? '' : ` (and ${plural(problems.length - 1, 'more problem')})`
    const message = `${formatProblem(first)}${more}`
    return {
      inventory: undefined,
      findings: [{subject: file, state: 'broken', message, feature: 'every command that takes machines', fix: 'ops inventory check'}],
    }
  }
}
