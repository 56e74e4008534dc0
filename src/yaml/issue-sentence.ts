import type {core} from 'zod'
import {nearestName} from '../spelling/index.ts'

/** An issue as zod gives it to an error map: with the value, and the schema that refused it. */
type RawIssue = Parameters<core.$ZodErrorMap>[0]

/** What is said of one mistake; the fields beside the sentence are for code, which never reads the sentence. */
export interface Said {
  message: string
  hint?: string
  /** The value is not there: the mapping around it lacks a key. */
  isAbsent?: true
  /** The key that the mapping lacks. */
  missing?: string
  /** The known key or name that was probably meant. */
  meant?: string
  /** Says only that the value is wrong. */
  isVague?: true
  /** For a value of another type: what it must be, to be listed with what else it may be. */
  expected?: string
  /** What the value is: `not a list`. */
  received?: string
}

const required = 'is required'
const vague = 'has a value that is not allowed here'

/** Marks a message that carries `Said`; zod carries only one text for each issue, which may name several keys. */
const carried = '\u0001'

/** What is said of an issue as the message of that issue, also for issues that a schema raises itself. */
export function issueMessage(...said: readonly Said[]): string {
  return `${carried}${JSON.stringify(said)}`
}

/** What an issue's message says. */
export function saidIn(message: string): Said[] {
  return message.startsWith(carried) ? (JSON.parse(message.slice(1)) as Said[]) : [{message}]
}

/** A mapping lacks this key. */
export function lacksKey(key: string, more = ''): Said {
  return {message: `"${key}" ${required}${more}`, missing: key}
}

/** Meta data of every schema of a command: `z.array(word).min(1).meta(commandMeta)`. */
export const commandMeta = {errorMessage: 'a command is a list of words: [systemctl, poweroff]'}

/**
 * The error map for every schema that people's YAML is checked with: `schema.safeParse(value, {error: issueSentence})`.
 * A schema says more by `.meta({errorMessage: 'a command is a list of words: [systemctl, poweroff]'})`, a key that editors
 * know from JSON Schema too.
 */
export function issueSentence(issue: RawIssue): string {
  return issueMessage(...sayIssue(issue))
}

function sayIssue(issue: RawIssue): Said[] {
  const described = errorMessageOf(issue)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, keysOf(issue.inst), issue.input))
  if (issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union') {
    if (issue.input === undefined) return [{message: required, isAbsent: true}]
    if (described !== undefined && issue.code !== 'invalid_value') return [{message: described}]
  }
  return [sayOne(issue, described)]
}

function sayOne(issue: RawIssue, described: string | undefined): Said {
  switch (issue.code) {
    case 'invalid_type':
      return otherType(nounOf(issue), issue.input, {...howToWrite(issue), ...asMapping(nounOf(issue), issue.input)})
    case 'invalid_value':
      return sayValue(issue.values, issue)
    case 'invalid_union':
      return sayDiscriminator(issue)
    case 'too_small':
      return {message: sizeSentence(issue, 'least', `${issue.minimum}`)}
    case 'too_big':
      return {message: sizeSentence(issue, 'most', `${issue.maximum}`)}
    case 'not_multiple_of':
      return {message: `must be a multiple of ${issue.divisor}`}
    case 'invalid_format':
      return {message: described ?? 'is written in a form that is not allowed here'}
    default:
      return {message: described ?? vague}
  }
}

function otherType(expected: string, input: unknown, more: Partial<Said> = {}): Said {
  const received = butIs(input)
  return {message: `must be ${expected}, ${received}`, expected, received, ...more}
}

/** A name that is not one of those that are known: `unknown driver "kassa"; known drivers: exec, kasa`. */
export function unknownName(kind: string, name: string, known: readonly string[]): Said {
  const list = known.length === 0 ? `no ${kind} is defined` : `known ${kind}s: ${shortList(known)}`
  return {message: `unknown ${kind} "${name}"; ${list}`, ...propose(nearestName(name, known))}
}

function propose(meant: string | undefined): Pick<Said, 'hint' | 'meant'> {
  return meant === undefined ? {} : {hint: `Did you mean "${meant}"?`, meant}
}

function unknownKey(key: string, known: readonly string[], mapping: unknown): Said {
  // A key that is there already is less likely the one that was meant.
  const free = known.filter((name) => !Object.hasOwn(mapping as object, name))
  const meant = nearestName(key, free) ?? nearestName(key, known)
  const [, name = '', value = ''] = /^([^:]+):(.{1,60})$/.exec(key) ?? []
  if (known.includes(name)) return {message: `a blank is missing after "${name}:"`, hint: `Write ${name}: ${value}`, meant: name}
  const isClear = meant !== undefined || known.length === 0
  return {message: `unknown key "${key}"${isClear ? '' : `; known keys: ${shortList(known)}`}`, ...propose(meant)}
}

/** Names in a sentence; a sentence with fifty of them is not read. */
export function shortList(names: readonly string[]): string {
  const most = 20
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
}

function sayValue(values: readonly unknown[], {input, path = []}: RawIssue): Said {
  const shown = orList(values.map((value) => (typeof value === 'string' ? `"${value}"` : String(value))))
  if (typeof input !== 'string') return otherType(shown, input)
  const names = values.map(String)
  if (names.length === 1) return otherType(shown, input, propose(nearestName(input, names)))
  const key = path.findLast((part) => typeof part === 'string') ?? 'value'
  return {...unknownName(key, input, names), expected: `one of ${shortList(names)}`}
}

/** Where a key such as `kind` chooses the alternative and has no known value. */
function sayDiscriminator(issue: RawIssue & {code: 'invalid_union'}): Said {
  const {discriminator, input} = issue as {discriminator?: string; input?: unknown}
  if (discriminator === undefined || typeof input !== 'object' || input === null) return {message: vague, isVague: true}
  const value = (input as Record<string, unknown>)[discriminator]
  if (value === undefined) return lacksKey(discriminator)
  const known = (issue.inst as {_zod?: {propValues?: Record<string, Set<unknown>>}} | undefined)?._zod?.propValues?.[discriminator]
  return unknownName(discriminator, String(value), [...(known ?? [])].map(String))
}

function sizeSentence(
  {origin, inclusive, input}: {origin: string; inclusive?: boolean | undefined; input?: unknown},
  bound: 'least' | 'most',
  limit: string,
): string {
  const some = (noun: string) => (bound === 'least' && limit === '1' ? 'must not be empty' : `must have at ${bound} ${limit} ${noun}`)
  if (origin === 'string') return some('characters')
  if (origin === 'array' || origin === 'set') return some('entries')
  if (origin === 'object' || origin === 'map') return some('keys')
  const but = `, ${butIs(input)}`
  if (inclusive !== false) return `must be at ${bound} ${limit}${but}`
  return `must be ${bound === 'least' ? 'more' : 'less'} than ${limit}${but}`
}

const nouns: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  set: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  map: 'a mapping',
  null: 'empty',
  never: 'left out',
}

function nounOf({expected, inst}: {expected: string; inst?: unknown}): string {
  const {format = ''} = (inst as {_zod?: {def?: {format?: string}}} | undefined)?._zod?.def ?? {}
  if (expected === 'number' && format.includes('int')) return 'a whole number'
  return nouns[expected] ?? `a value of type ${expected}`
}

/** `not a list`; a key without a value is no type that its writer thinks of. */
function butIs(input: unknown): string {
  if (input === null) return 'but it has no value'
  if (Array.isArray(input)) return 'not a list'
  if (typeof input === 'object') return 'not a mapping'
  if (typeof input === 'string') return `not the text "${input.length > 40 ? `${input.slice(0, 40)}…` : input}"`
  return `not ${String(input)}`
}

/** For one word where a list of words belongs, and for what YAML reads as a number, true or false where a text belongs. */
function howToWrite({expected, input}: {expected: string; input?: unknown}): Pick<Said, 'hint'> {
  if (expected === 'array' && typeof input === 'string' && /^[\w./@-]{1,60}$/.test(input)) return {hint: `Write [${input}].`}
  if (expected !== 'string' || (typeof input !== 'number' && typeof input !== 'boolean')) return {}
  // A number of many digits has lost the last ones.
  const isWhole = typeof input === 'boolean' || Math.abs(input) < 1e15
  return {hint: `Put quotes around it${isWhole ? `: "${input}"` : ''}.`}
}

/** `address:10.0.0.1` is one text. */
function asMapping(noun: string, input: unknown): Pick<Said, 'hint'> {
  const [found, key, value] =
    typeof input === 'string' && noun === nouns['object'] ? (/^([A-Za-z_][\w-]*):(\S.{0,60})$/.exec(input) ?? []) : []
  return found === undefined ? {} : {hint: `Write a blank after the colon: ${key}: ${value}`}
}

export function orList(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function errorMessageOf(issue: RawIssue): string | undefined {
  const schema = (issue as {schema?: unknown}).schema ?? issue.inst
  const meta = (schema as {meta?: () => {errorMessage?: unknown} | undefined} | undefined)?.meta?.()
  return typeof meta?.errorMessage === 'string' ? meta.errorMessage : undefined
}

function keysOf(schema: unknown): string[] {
  return Object.keys((schema as {_zod?: {def?: {shape?: object}}} | undefined)?._zod?.def?.shape ?? {})
}
