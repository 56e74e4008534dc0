import {existsSync} from 'node:fs'
import {type Answer, OpsCommand} from '@ops/core/cli'
import type {Inventory} from '@ops/core/inventory'
import type {DoctorFinding} from '@ops/core/seams'
import {plural} from '@ops/core/text'
import {formatProblem} from '@ops/core/yaml'

export default class Doctor extends OpsCommand {
  static override summary = 'Find what ops needs and this machine or its hosts lack, with the command that installs or repairs it.'
  static override description =
    'Only reads. Exit 2 when something that the inventory uses is missing or broken (3: everything is). What nothing uses is optional.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected static override readonly reportsPlugins = true

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {diagnose, renderFindings} = await import('@ops/core/doctor')
    const {inventory, findings: broken} = await this.#inventory()
    const transports = inventory === undefined ? undefined : await this.session.transports()
    const findings = [
      ...broken,
      ...(await diagnose({registry: await this.session.registry(), settings: this.session.settings, inventory, transports}, signal)),
    ]
    const {text, exit, error} = renderFindings(findings, this.columns)
    return {result: {findings}, text, exit, ...(error === undefined ? {} : {error})}
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
      findings: [{subject: file, state: 'broken', message, feature: 'every command that takes machines', fix: this.session.checkCommand}],
    }
  }
}
