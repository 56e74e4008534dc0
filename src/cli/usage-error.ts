import {OpsError} from '../errors/index.ts'
import {nearestName} from '../spelling/index.ts'
import {asSentence} from '../text/index.ts'
import {shellQuote} from '../transport/shell-quote.ts'

/** oclif's messages in the words of ops. */
const sentences: readonly [RegExp, string][] = [
  [/^Missing required flag (\S+)$/, '--$1 is missing'],
  [/^Nonexistent flags?: (.+)$/, 'unknown flag $1'],
  [/^Unexpected arguments?: (.+)$/, 'unexpected argument $1'],
  [/^Parsing (--\S+) (?:\1 )?(.+)$/, '$1: $2'],
  [/^All of the following must be provided when using (--\S+): (.+)$/, '$1 needs $2'],
  [/^(--[\w-]+)=.* cannot also be provided when using (--\S+)$/, '$1 and $2 exclude each other'],
  [/^Flag (--\S+) expects (.+)$/, '$1 expects $2'],
]

interface MissingArg {
  name: string
  description?: string
}

/** oclif's errors about flags and arguments of `command`, as sentences with exit 64; undefined for everything else. */
export function usageError(thrown: unknown, command: string): OpsError | undefined {
  if (!(thrown instanceof Error)) return undefined
  // ops itself throws no errors of oclif: they come from its parser. EEXIT is how oclif ends with an exit code, not an error.
  const isParse = 'parse' in thrown || 'oclif' in thrown || /(Args|Flags)Error$/.test(thrown.constructor.name)
  if (!isParse || (thrown as {code?: string}).code === 'EEXIT') return undefined
  const {args} = thrown as {args?: MissingArg[]}
  const isMissing = thrown.constructor.name === 'RequiredArgsError' && args !== undefined
  const message = isMissing ? missingArgs(args) : `${plainly(thrown.message)}${meantFlag(thrown)}`
  return new OpsError('USAGE', message, 'usage', {cause: thrown, hint: severalHosts(thrown, command) ?? `${command} --help`})
}

/** `a b` where a host set is expected: the set of both. */
function severalHosts(thrown: Error, command: string): string | undefined {
  const {args, parse} = thrown as {args?: unknown; parse?: {output?: {args?: {hosts?: string}}}}
  const {hosts: first, ...others} = parse?.output?.args ?? {}
  if (thrown.constructor.name !== 'UnexpectedArgsError' || first === undefined || Object.keys(others).length > 0) return undefined
  return `write one host set: ${command} ${shellQuote([[first, ...(args as string[])].join(',')])}`
}

/** oclif's error about unknown flags holds what its parser was given. */
function meantFlag(thrown: Error): string {
  const {flags, parse} = thrown as {flags?: unknown; parse?: {input?: {flags?: object}}}
  const [typed] = Array.isArray(flags) ? (flags as unknown[]) : []
  if (typeof typed !== 'string' || !typed.startsWith('--')) return ''
  const meant = nearestName(typed.slice(2), Object.keys(parse?.input?.flags ?? {}))
  return meant === undefined ? '' : ` Did you mean --${meant}?`
}

function missingArgs(args: readonly MissingArg[]): string {
  const named = args.map(({name, description}) => `${name.toUpperCase()}${description === undefined ? '' : ` (${description})`}`)
  return `${named.join(' and ')} ${args.length === 1 ? 'is' : 'are'} missing.`
}

function plainly(message: string): string {
  const lines = message
    // The reason stands in a line of its own.
    .replaceAll(/^\s*(Parsing --\S+)\s*\n\s*/gm, '$1 ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(See more help|The following errors? occurred:$)/.test(line))
  return lines.map((line) => sentence(line)).join(' ')
}

function sentence(line: string): string {
  const [pattern, words] = sentences.find(([known]) => known.test(line)) ?? []
  const said = pattern === undefined || words === undefined ? line : line.replace(pattern, words)
  return asSentence(said.replace(/^[a-z]/, (letter) => letter.toUpperCase()))
}
