import type {core} from 'zod'
import {orList, required, sentencesOf} from './issue-sentence.ts'

/** What is wrong with the value (or, with `key`, with a key of the mapping) at `path`. */
export interface FlatIssue {
  path: PropertyKey[]
  key?: string
  message: string
  hint?: string
}

/** Keys that say which alternative of a union a mapping is. */
const discriminators = ['driver', 'kind']

/** zod's issues of one value as single sentences: unions resolved, a missing key told with the misspelt one. */
export function flattenIssues(issues: readonly core.$ZodIssue[], value: unknown): FlatIssue[] {
  return joinMisspelt(dropFollowing(issues.flatMap((issue) => flatten(issue, value, []))))
}

function flatten(issue: core.$ZodIssue, value: unknown, base: readonly PropertyKey[]): FlatIssue[] {
  const path = [...base, ...issue.path]
  const said = sentencesOf(issue.message)
  if (issue.code === 'unrecognized_keys') return said.map((one, at) => ({path, key: issue.keys[at] ?? '', ...one}))
  if (issue.code === 'invalid_key') {
    const [first] = issue.issues
    const one = first === undefined ? said[0] : sentencesOf(first.message)[0]
    const key = String(path.at(-1))
    return [{path: path.slice(0, -1), key, message: `"${key}" is not allowed: ${one?.message}`}]
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && valueAt(value, path) !== undefined) {
    return flattenUnion(issue, value, path)
  }
  if (issue.message === required) return [missing(path, value)]
  return said.map((one) => ({path, ...one}))
}

/** `"address" is required for driver kasa`, told of the mapping that lacks the key. */
function missing(path: readonly PropertyKey[], value: unknown): FlatIssue {
  const around = path.slice(0, -1)
  const key = String(path.at(-1) ?? 'a value')
  const mapping = valueAt(value, around) as Record<string, unknown> | undefined
  const kind = discriminators.find((name) => name !== key && typeof mapping?.[name] === 'string')
  return {path: around, message: `"${key}" ${required}${kind === undefined ? '' : ` for ${kind} ${mapping?.[kind]}`}`}
}

/** The alternative that was probably meant; where the value has the type of none, what it may be. */
function flattenUnion(issue: core.$ZodIssueInvalidUnion, value: unknown, path: PropertyKey[]): FlatIssue[] {
  const branches = issue.errors.map((issues) => ({
    issues: issues.flatMap((one) => flatten(one, value, path)),
    cost: issues.reduce((sum, one) => sum + costOf(one), 0),
  }))
  const [best, second] = branches.toSorted((a, b) => a.cost - b.cost)
  if (best !== undefined && best.cost < otherType)
    return best.cost === second?.cost ? (anyOf(branches, path, best.cost) ?? best.issues) : best.issues
  const [own] = sentencesOf(issue.message)
  if (own !== undefined && own.message !== '' && own.message !== 'Invalid input') return [{path, ...own}]
  const all = branches.flatMap(({issues}) => issues.slice(0, 1))
  const described = all.find(({message}) => !message.startsWith('must be ') && !message.startsWith('unknown '))
  const hint = all.find((one) => one.hint?.startsWith('Did'))?.hint
  const more = hint === undefined ? {} : {hint}
  if (described !== undefined) return [{...described, ...more}]
  const expected = all.map(({message}) => {
    const known = /^unknown .*; known \w+: (.*)$/.exec(message)?.[1]
    return known === undefined ? message.replace(/^must be /, '').replace(/, (?:not|but) .*$/, '') : `one of ${known}`
  })
  const received = all.map(({message}) => /, (?:not|but) .*$/.exec(message)?.[0]).find((text) => text !== undefined) ?? ''
  return [{path, message: `must be ${orList([...new Set(expected)])}${received}`, ...more}]
}

/** Alternatives that differ in their one required key, none of which is there or nearly there. */
function anyOf(branches: readonly {issues: FlatIssue[]; cost: number}[], path: PropertyKey[], cost: number): FlatIssue[] | undefined {
  const lacking = branches
    .filter((branch) => branch.cost === cost)
    .map(({issues}) => issues.filter(({message}) => message.endsWith(required)))
  const keys = lacking.flatMap(([first, ...more]) =>
    first === undefined || more.length > 0 ? [] : [/^"(.*)"/.exec(first.message)?.[1] ?? ''],
  )
  return keys.length === lacking.length ? [{path, message: `needs one of the keys ${orList(keys)}`}] : undefined
}

/** Leaves out what follows from another mistake: keys of an unknown kind, and a rule about a key that is only misspelt. */
function dropFollowing(flat: FlatIssue[]): FlatIssue[] {
  return flat.filter(({path, key, message}) => {
    const here = flat.filter((other) => samePath(other.path, path))
    if (
      key === undefined &&
      !message.includes(required) &&
      here.some((other) => other.key !== undefined && message.includes(meantBy(other) ?? '\0'))
    )
      return false
    const [, kind] = new RegExp(`${required} for (\\w+) `).exec(message) ?? []
    return kind === undefined || !flat.some((other) => samePath(other.path, [...path, kind]))
  })
}

/** The key that a hint proposes. */
function meantBy({hint = ''}: FlatIssue): string | undefined {
  return /^Did you mean "(.*)"\?$/.exec(hint)?.[1]
}

/** A value of another type, or another constant, means another alternative. */
const otherType = 1000

function costOf(issue: core.$ZodIssue): number {
  const isHere = issue.path.length === 0
  if (isHere && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) return otherType
  if (issue.code === 'invalid_union' && isHere)
    return Math.min(...issue.errors.map((issues) => issues.reduce((sum, one) => sum + costOf(one), 0)))
  if (issue.code === 'invalid_value') return 10
  // A key that is nearly one of this alternative speaks for it.
  return issue.code === 'unrecognized_keys'
    ? 2 * issue.keys.length - sentencesOf(issue.message).filter(({hint}) => hint !== undefined).length
    : 1
}

/** A required key that stands there misspelt is one mistake. */
function joinMisspelt(flat: FlatIssue[]): FlatIssue[] {
  const joined = new Set<FlatIssue>()
  const told = flat.map((issue): FlatIssue => {
    const meant = issue.key === undefined ? undefined : meantBy(issue)
    if (meant === undefined) return issue
    const lacking = flat.find(
      ({path, key, message}) => key === undefined && samePath(path, issue.path) && message.startsWith(`"${meant}" ${required}`),
    )
    if (lacking === undefined || joined.has(lacking)) return issue
    joined.add(lacking)
    return {...issue, message: `${issue.message}; ${lacking.message}`}
  })
  return told.filter((issue) => !joined.has(issue))
}

function samePath(one: readonly PropertyKey[], other: readonly PropertyKey[]): boolean {
  return one.length === other.length && one.every((part, at) => part === other[at])
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  )
}
