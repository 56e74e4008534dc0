import type {Answer} from '@ops/core/cli'
import {OpsCommand} from '@ops/core/cli'
import {exitCodes} from '@ops/core/errors'
import {type InventoryProblem, inventoryErrors, type ReadInventory} from '@ops/core/inventory'
import {plural} from '@ops/core/text'
import {formatProblem, problemJson, problemText, sortProblems} from '@ops/core/yaml'

/** `ops.yaml:3:12: warning: hosts.web1.power: …` */
function formatWarning(warning: InventoryProblem): string {
  const {file, line, column} = warning.spot
  return `${file}:${line}:${column}: warning: ${problemText(warning)}`
}

/** Lines; an inventory of a thousand plugs without pins has as many warnings. */
const shownWarnings = 10

export default class InventoryCheck extends OpsCommand {
  static override summary = 'Check the inventory: every problem with its line and column.'
  static override description =
    `Exit 64 when there are problems; warnings, for example a plug without a pin, leave the exit code as it is. Besides what every command refuses, it reports hosts with the name of a command and
work of a kind that no installed plugin knows. Where there is a journal, it warns of machines that ops knows from before and that have left the inventory.`
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --inventory new.yaml --json']

  protected async act(): Promise<Answer> {
    const checked = await this.session.checkInventory()
    const problems = sortProblems([...checked.problems, ...this.#commandNames(checked)])
    const file = this.session.settings.inventory
    const hosts = checked.inventory?.hosts.size ?? 0
    const groups = checked.inventory?.groups.size ?? 0
    const warnings = checked.warnings.slice(0, shownWarnings).map(formatWarning)
    const more = checked.warnings.length - warnings.length
    if (more > 0) warnings.push(`${plural(more, 'more warning')}; --json has them all.`)
    const result = {file, hosts, groups, problems: problems.map(problemJson), warnings: checked.warnings.map(problemJson)}
    if (problems.length === 0) {
      const summary = `${file}: ${plural(hosts, 'host')}, ${plural(groups, 'group')}, no problem.`
      return {result, text: [...warnings, summary].join('\n')}
    }
    const text = [...problems.map(formatProblem), ...warnings, `${plural(problems.length, 'problem')} in ${file}.`].join('\n')
    return {result, text, exit: exitCodes.usage, error: inventoryErrors.INVENTORY_INVALID({}, problems)}
  }

  /** `ops power status` must not be a question about a machine called "status". */
  #commandNames({inventory}: ReadInventory): InventoryProblem[] {
    const words = new Set(this.config.commandIDs.flatMap((id) => id.split(':')))
    return [...(inventory?.hosts.values() ?? [])]
      .filter(({name}) => words.has(name))
      .map(({name, spot}) => ({
        spot,
        path: 'hosts',
        message: `"${name}" is the name of a command.`,
        hint: 'Give the machine another name.',
      }))
  }
}
