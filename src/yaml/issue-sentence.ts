import type {core} from 'zod'
import {didYouMean} from '../spelling/index.ts'

/** An issue as zod gives it to an error map: with the value, and the schema that refused it. */
type RawIssue = Parameters<core.$ZodErrorMap>[0]

/** Parts an issue's message into the sentence and the hint; zod carries only one text. */
const hintMark = '\u0001'
/** Between the sentences of one issue: an issue may name several keys. */
const issueMark = '\u0002'

export const required = 'is required'

/** Meta data of every schema of a command: `z.array(word).min(1).meta(commandMeta)`. */
export const commandMeta = {errorMessage: 'a command is a list of words: [systemctl, poweroff]'}

/**
 * The error map for every schema that people's YAML is checked with: `schema.safeParse(value, {error: issueSentence})`.
 * A schema says more by `.meta({errorMessage: 'a command is a list of words: [systemctl, poweroff]'})`, a key that editors
 * know from JSON Schema too.
 */
export function issueSentence(issue: RawIssue): string | undefined {
  const described = errorMessageOf(issue)
  if (described !== undefined && (issue.code === 'invalid_union' || issue.code === 'invalid_type') && issue.input !== undefined) {
    return described
  }
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? required : withHint(`must be ${nounOf(issue)}, ${butIs(issue.input)}`, asList(issue))
    case 'invalid_value':
      return issue.input === undefined ? required : valueSentence(issue.values, issue)
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, keysOf(issue.inst), issue.input)).join(issueMark)
    case 'invalid_union':
      return issue.input === undefined ? required : discriminatorSentence(issue)
    case 'too_small':
      return sizeSentence(issue, 'least', `${issue.minimum}`)
    case 'too_big':
      return sizeSentence(issue, 'most', `${issue.maximum}`)
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_format':
      return described ?? 'is written in a form that is not allowed here'
    default:
      return described ?? 'has a value that is not allowed here'
  }
}

/** Sentences and hints of an issue's message. */
export function sentencesOf(message: string): {message: string; hint?: string}[] {
  return message.split(issueMark).map((one) => {
    const [text = '', hint] = one.split(hintMark)
    return {message: text, ...(hint === undefined ? {} : {hint})}
  })
}

/** A sentence with a hint, as the message of an issue that a schema raises itself. */
export function withHint(message: string, hint: string | undefined): string {
  return hint === undefined ? message : `${message}${hintMark}${hint}`
}

/** The sentence about a name that is not one of those that are known: `unknown driver "kassa"; known drivers: exec, kasa`. */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const list = known.length === 0 ? `no ${kind} is defined` : `known ${kind}s: ${shortList(known)}`
  return withHint(`unknown ${kind} "${name}"; ${list}`, didYouMean(name, known))
}

function unknownKey(key: string, known: readonly string[], mapping: unknown): string {
  // A key that is there already is less likely the one that was meant.
  const free = known.filter((name) => !Object.hasOwn(mapping as object, name))
  const hint = didYouMean(key, free) ?? didYouMean(key, known)
  return withHint(
    hint !== undefined || known.length === 0 ? `unknown key "${key}"` : `unknown key "${key}"; known keys: ${shortList(known)}`,
    hint,
  )
}

/** Names in a sentence; a sentence with fifty of them is not read. */
export function shortList(names: readonly string[]): string {
  const most = 20
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
}

function valueSentence(values: readonly unknown[], {input, path = []}: RawIssue): string {
  const shown = values.map((value) => (typeof value === 'string' ? `"${value}"` : String(value)))
  if (typeof input !== 'string') return `must be ${orList(shown)}, ${butIs(input)}`
  if (values.length === 1) return withHint(`must be ${orList(shown)}, ${butIs(input)}`, didYouMean(input, values.map(String)))
  const key = path.findLast((part) => typeof part === 'string') ?? 'value'
  return unknownName(key, input, values.map(String))
}

/** Where a key such as `kind` chooses the alternative and has no known value; undefined for other unions. */
function discriminatorSentence(issue: RawIssue & {code: 'invalid_union'}): string | undefined {
  const {discriminator, input} = issue as {discriminator?: string; input?: unknown}
  if (discriminator === undefined || typeof input !== 'object' || input === null) return undefined
  const value = (input as Record<string, unknown>)[discriminator]
  if (value === undefined) return `"${discriminator}" ${required}`
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

/** One word where a list of words belongs. */
function asList({expected, input}: {expected: string; input?: unknown}): string | undefined {
  return expected === 'array' && typeof input === 'string' && /^[\w./@-]+$/.test(input) ? `Write [${input}].` : undefined
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
