#!/usr/bin/env node
// Writes the command reference from the commands' own help: `command-reference.js [FILE]` (default: docs/commands.md).
import {writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {Config, loadHelpClass, toConfiguredId} from '@oclif/core'

const root = fileURLToPath(new URL('..', import.meta.url))
const columns = 120
const config = await Config.load({root})
const HelpClass = await loadHelpClass(config)
const help = new HelpClass(config, {maxWidth: columns, respectNoCacheDefault: true, stripAnsi: true})

const commands = config.commands
  .filter((command) => !command.hidden && command.pluginType === 'core' && !command.aliases.includes(command.id))
  .sort((a, b) => a.id.localeCompare(b.id))
  .filter((command, at, all) => command.id !== all[at - 1]?.id)
const list = commands.map((command) => `* [\`${title(command)}\`](#${anchor(title(command))})`)
const sections = commands.map((command) =>
  [`## \`${title(command)}\``, firstLine(command), `\`\`\`\n${help.formatCommand({...command}).trim()}\n\`\`\``].join('\n\n'),
)
writeFileSync(process.argv[2] ?? `${root}docs/commands.md`, `# Commands\n\n${list.join('\n')}\n\n${sections.join('\n\n')}\n`)

/** `ops power off HOSTS` */
function title(command) {
  const args = Object.values(command.args).filter((arg) => !arg.hidden)
  const words = args.map(({name, required}) => (required ? name.toUpperCase() : `[${name.toUpperCase()}]`))
  return [config.bin, toConfiguredId(command.id, config), ...words].join(' ')
}

/** GitHub's anchor of a heading that has only words, blanks, dashes and brackets. */
function anchor(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')
}

function firstLine({id, summary, description}) {
  const text = summary ?? description ?? ''
  return text
    .replaceAll('<%= config.bin %>', config.bin)
    .replaceAll('<%= command.id %>', toConfiguredId(id, config))
    .trim()
    .split('\n', 1)[0]
}
