import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {root} from '../../cli/run-ops.ts'
import {type CommandLine, commandLines, hintedCommands} from './command-line.ts'
import {files, inlineCode, type Page, type Problem} from './page.ts'

interface Flag {
  char?: string
  type: 'boolean' | 'option'
  allowNo?: boolean
  options?: string[]
}

interface Command {
  id: string
  strict?: boolean
  args: Record<string, {required?: boolean}>
  flags: Record<string, Flag>
}

const manifests = [
  root,
  ...readdirSync(join(root, 'plugins')).map((name) => join(root, 'plugins', name)),
  join(root, 'node_modules/@oclif/plugin-help'),
  join(root, 'node_modules/@oclif/plugin-autocomplete'),
]
  .map((folder) => join(folder, 'oclif.manifest.json'))
  .filter((file) => existsSync(file))

/** The commands of ops by id, such as `power:off`. */
export const commands: ReadonlyMap<string, Command> = new Map(
  manifests
    .flatMap((file) => Object.values((JSON.parse(readFileSync(file, 'utf8')) as {commands: Record<string, Command>}).commands))
    .map((command) => [command.id, command]),
)

const topics = new Set([...commands.keys()].flatMap((id) => id.split(':').map((_, at, words) => words.slice(0, at).join(':'))))

/** Flags that ops itself, every command, or another program has. */
const rootFlags = new Set(['--help', '-h', '--version', '-v'])
const foreignFlags: Record<string, string[]> = {
  criu: ['tcp-close', 'shell-job', 'file-locks', 'ext-unix-sk', 'link-remap', 'ghost-limit', 'network-lock'],
  systemctl: ['now'],
}

/** Flags that a bench reads, such as `--seed`. */
const benchFlags = new Set(
  files
    .filter((file) => /^bench\/.*\.ts$/.test(file))
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/['"]?\b([a-z][a-z-]+)['"]?: \{type: '(?:string|boolean)'/g)])
    .map((match) => match[1] ?? ''),
)
const anyFlag = new Set([
  ...[...commands.values()].flatMap(({flags}) => Object.keys(flags)),
  ...Object.values(foreignFlags).flat(),
  ...benchFlags,
])

/** Commands, flags and arguments of ops that a page shows and that do not exist. */
export function commandProblems(page: Page): Problem[] {
  const shown = [...commandLines(page), ...hintedCommands(page)]
    // The usage lines of the command reference are not typed: ops power off HOSTS [--json] …
    .filter(({words}) => words[0] === 'ops' && words.length > 1 && !words.some((word) => word.startsWith('[-')))
  const bare = inlineCode(page).flatMap(({line, text}) => {
    const flag = /^--(?:no-)?([a-z][a-z-]*)/.exec(text)?.[1]
    return flag === undefined || anyFlag.has(flag) || rootFlags.has(`--${flag}`)
      ? []
      : [{line, message: `No command has the flag --${flag}.`}]
  })
  return [...shown.flatMap((shownLine) => checkLine(shownLine).map((message) => ({line: shownLine.line, message}))), ...bare]
}

function checkLine({words, as}: CommandLine): string[] {
  const rest = words.slice(1)
  if (rest[0] === 'help') return checkHelp(rest.slice(1))
  if (rest.every((word) => rootFlags.has(word))) return []
  const named = rest.slice(0, rest.findIndex((word) => !/^[a-z][a-z-]*$/.test(word)) >>> 0)
  // In a sentence, ops may be the subject: "ops changes only its own lines".
  if (as === 'hinted' && !topics.has(named[0] ?? '') && !commands.has(named[0] ?? '')) return []
  const length = longestCommand(named)
  const command = commands.get(named.slice(0, length).join(':'))
  if (command === undefined) {
    return topics.has(named.join(':')) && named.length > 0 ? [] : [`There is no command "ops ${rest.slice(0, 2).join(' ')}".`]
  }
  return checkArguments(command, rest.slice(length), as)
}

const checkHelp = (words: string[]) => {
  const id = words.filter((word) => /^[a-z]/.test(word)).join(':')
  return id === '' || commands.has(id) || topics.has(id) ? [] : [`There is no command "ops ${words.join(' ')}".`]
}

/** How many of the words are a command's id. */
function longestCommand(words: readonly string[]): number {
  for (let length = words.length; length > 0; length--) if (commands.has(words.slice(0, length).join(':'))) return length
  return 0
}

function checkArguments(command: Command, words: readonly string[], as: CommandLine['as']): string[] {
  const name = `ops ${command.id.replaceAll(':', ' ')}`
  const problems: string[] = []
  const complete = as === 'whole'
  let given = 0
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--' || word === '…') return problems
    const [flagName, flag] = word.startsWith('-') && word.length > 1 ? findFlag(command, word) : []
    if (flagName === undefined) given++
    else if (flag === undefined) problems.push(`${name} has no flag ${flagName}.`)
    else if (flag.type === 'option') {
      const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[++at]
      if (value === undefined && complete) problems.push(`${flagName} of ${name} needs a value.`)
      if (flag.options !== undefined && value !== undefined && /^[a-z]/.test(value) && !flag.options.includes(value)) {
        problems.push(`${flagName} of ${name} does not take ${value}; it takes ${flag.options.join(', ')}.`)
      }
    }
  }
  const args = Object.values(command.args)
  if (command.strict !== false && given > args.length && as !== 'hinted')
    problems.push(`${name} takes ${args.length} arguments, not ${given}.`)
  if (complete && given < args.filter(({required}) => required === true).length && !words.some((word) => rootFlags.has(word))) {
    problems.push(`${name} needs its argument ${Object.keys(command.args)[given]?.toUpperCase()}.`)
  }
  return problems
}

/** A flag as it is typed, and its definition, undefined when the command has none. */
function findFlag(command: Command, word: string): [string, Flag | undefined] {
  const name = word.split('=')[0] ?? word
  if (rootFlags.has(name)) return [name, {type: 'boolean'}]
  if (!name.startsWith('--')) return [name, Object.values(command.flags).find(({char}) => char === name.slice(1, 2))]
  const flag = command.flags[name.slice(2)]
  const negated = name.startsWith('--no-') ? command.flags[name.slice(5)] : undefined
  return [name, flag ?? (negated?.allowNo === true ? negated : undefined)]
}
