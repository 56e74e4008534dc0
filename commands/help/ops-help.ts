import type {Command} from '@oclif/core'
import {CommandHelp, Help} from '@oclif/core/help'
import {errorText} from '@ops/core/errors'
import {terminalColumns, wrapText} from '@ops/core/text'
import {describeCommand, describeRoot, describeTopic} from './describe.ts'

/** oclif's help, which also prints JSON (`--json` anywhere on the command line), and ends as other commands do for an unknown command. */
/** oclif prints the summary above the usage, and again as the first line of the description. */
class OpsCommandHelp extends CommandHelp {
  protected override description(): string | undefined {
    const {description} = this.command
    return description === undefined ? undefined : this.wrap(this.render(description))
  }
}

export class OpsHelp extends Help {
  protected override CommandHelpClass = OpsCommandHelp

  constructor(config: Help['config'], options: Partial<Help['opts']> = {}) {
    super(config, {maxWidth: helpColumns(), showFlagOptionsInTitle: true, ...options})
  }

  override async showHelp(argv: string[]): Promise<void> {
    // oclif shows the help of a topic without the flags that were typed after it.
    const asJson = argv.includes('--json') || process.argv.includes('--json')
    const words = argv.filter((word) => !word.startsWith('-'))
    const found = findSubject(words, this.config)
    if (found === undefined) return this.#refuse(words, asJson)
    if (!asJson) return super.showHelp(argv)
    this.log(JSON.stringify({ok: true, result: found}, undefined, 2))
  }

  /** A command with commands below it is among the topics; there its help lists them. */
  protected override formatCommands(commands: Command.Loadable[]): string {
    const topics = new Set(this.sortedTopics.map(({name}) => name))
    return super.formatCommands(commands.filter(({id}) => !topics.has(id)))
  }

  /** oclif wraps everything but summaries. */
  protected override log(...texts: string[]): void {
    const columns = helpColumns()
    super.log(...texts.map((text) => text.replaceAll(/^\S.*$/gm, (line) => wrapText(line, columns).join('\n'))))
  }

  async #refuse(words: readonly string[], asJson: boolean): Promise<void> {
    const {unknownCommand} = await import('./unknown-command.ts')
    const error = unknownCommand(words, this.config)
    process.exitCode = error.exit
    if (asJson) this.log(JSON.stringify({ok: false, error}, undefined, 2))
    else process.stderr.write(`${errorText(error)}\n`)
  }
}

/** Text is wrapped in a pipe too: 80 columns there, where COLUMNS is not set. */
const helpColumns = () => terminalColumns({isTTY: true, columns: process.stdout.columns}, process.env)

/** The command or topic that the words begin with; all of ops without words; undefined when there is neither. */
function findSubject(words: readonly string[], config: Help['config']): object | undefined {
  if (words.length === 0) return describeRoot(config)
  for (let length = words.length; length > 0; length--) {
    const id = words.slice(0, length).join(':')
    const command = config.findCommand(id)
    if (command !== undefined) return describeCommand(command, config)
    const topic = config.findTopic(id)
    if (topic !== undefined && length === words.length) return describeTopic(topic, config)
  }
  return undefined
}
