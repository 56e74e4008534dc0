import type {core} from 'zod'
import {lacksKey, orList, type Said, saidIn} from './issue-sentence.ts'

/** What is wrong with the value (or, with `key`, with a key of the mapping) at `path`. */
export interface FlatIssue extends Omit<Said, 'isAbsent' | 'isVague'> {
  path: PropertyKey[]
  key?: string
  /** With `missing`: the key of the mapping that says which alternative of a union it is, and so which keys it needs. */
  chosenBy?: string
  /** Keys that a rule about the whole mapping is about: `.refine(…, {error, params: {keys: ['pid', 'pidfile']}})`. */
  about?: string[]
}

/** Keys that say which alternative of a union a mapping is. */
const discriminators = ['driver', 'kind']

/** zod's issues of one value as single sentences: unions resolved, a missing key told with the misspelt one. */
export function flattenIssues(issues: readonly core.$ZodIssue[], value: unknown): FlatIssue[] {
  return joinMisspelt(dropFollowing(issues.flatMap((issue) => flatten(issue, value, []))))
}

function flatten(issue: core.$ZodIssue, value: unknown, base: readonly PropertyKey[]): FlatIssue[] {
  const path = [...base, ...issue.path]
  const said = saidIn(issue.message)
  if (issue.code === 'unrecognized_keys') return said.map((one, at) => ({path, key: issue.keys[at] ?? '', ...one}))
  if (issue.code === 'invalid_key') {
    const [first] = issue.issues
    const one = first === undefined ? said[0] : saidIn(first.message)[0]
    const key = String(path.at(-1))
    return [{path: path.slice(0, -1), key, message: `"${key}" is not allowed: ${one?.message}`}]
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && valueAt(value, path) !== undefined) {
    return flattenUnion(issue, value, path)
  }
  const about = issue.code === 'custom' ? issue.params?.['keys'] : undefined
  return said.map(({isAbsent, isVague: _, ...one}) =>
    isAbsent ? missing(path, value) : {path, ...one, ...(Array.isArray(about) ? {about: about.map(String)} : {})},
  )
}

/** `"address" is required for driver kasa`, told of the mapping that lacks the key. */
function missing(path: readonly PropertyKey[], value: unknown): FlatIssue {
  const around = path.slice(0, -1)
  const key = String(path.at(-1) ?? 'a value')
  const mapping = valueAt(value, around) as Record<string, unknown> | undefined
  const chosenBy = discriminators.find((name) => name !== key && typeof mapping?.[name] === 'string')
  return chosenBy === undefined
    ? {path: around, ...lacksKey(key)}
    : {path: around, ...lacksKey(key, ` for ${chosenBy} ${mapping?.[chosenBy]}`), chosenBy}
}

/** The alternative that was probably meant; where the value has the type of none, what it may be. */
function flattenUnion(issue: core.$ZodIssueInvalidUnion, value: unknown, path: PropertyKey[]): FlatIssue[] {
  const branches = issue.errors.map((issues) => ({
    issues: issues.flatMap((one) => flatten(one, value, path)),
    cost: issues.reduce((sum, one) => sum + costOf(one), 0),
  }))
  const [best, second] = branches.toSorted((a, b) => a.cost - b.cost)
  const exclusive = best === undefined ? undefined : exclusiveKeys(best.issues, branches, path)
  if (exclusive !== undefined) return [exclusive]
  if (best !== undefined && best.cost < otherType)
    return best.cost === second?.cost ? (anyOf(branches, path, best.cost) ?? best.issues) : best.issues
  const [own] = saidIn(issue.message)
  if (own !== undefined && own.isVague === undefined) return [{path, ...own}]
  const all = branches.flatMap(({issues}) => issues.slice(0, 1))
  const hint = (all.find(({meant}) => meant !== undefined) ?? all.find((one) => one.hint !== undefined))?.hint
  const more = hint === undefined ? {} : {hint}
  const described = all.find(({expected}) => expected === undefined)
  if (described !== undefined) return [{...described, ...more}]
  const expected = orList([...new Set(all.map((one) => one.expected ?? ''))])
  const received = all.find((one) => one.received !== undefined)?.received
  return [
    {
      path,
      message: `must be ${expected}${received === undefined ? '' : `, ${received}`}`,
      expected,
      ...(received === undefined ? {} : {received}),
      ...more,
    },
  ]
}

/** Keys of two alternatives in one mapping: the one knows what the other does not. */
function exclusiveKeys(best: readonly FlatIssue[], branches: readonly {issues: FlatIssue[]}[], path: PropertyKey[]): FlatIssue | undefined {
  const unknownKeys = (issues: readonly FlatIssue[]) => {
    const keys = issues.map(({key, path: at}) => (key !== undefined && samePath(at, path) ? key : undefined))
    return keys.includes(undefined) ? [] : keys.filter((key) => key !== undefined)
  }
  const unknown = unknownKeys(best)
  for (const {issues} of branches) {
    const theirs = unknownKeys(issues)
    const mine = theirs.find((key) => !unknown.includes(key))
    const other = unknown.find((key) => !theirs.includes(key))
    if (mine !== undefined && other !== undefined)
      return {path, message: `has both "${mine}" and "${other}"`, hint: 'Remove one of them.', about: [mine, other]}
  }
  return undefined
}

/** Alternatives that differ in their one required key, none of which is there or nearly there. */
function anyOf(branches: readonly {issues: FlatIssue[]; cost: number}[], path: PropertyKey[], cost: number): FlatIssue[] | undefined {
  const lacking = branches.filter((branch) => branch.cost === cost).map(({issues}) => issues.filter(({missing}) => missing !== undefined))
  const keys = lacking.flatMap(([first, ...more]) => (first?.missing === undefined || more.length > 0 ? [] : [first.missing]))
  return keys.length === lacking.length ? [{path, message: `needs one of the keys ${orList(keys)}`, about: keys}] : undefined
}

/** Leaves out what follows from another mistake: keys of an unknown kind, and a rule about a key that is only misspelt. */
function dropFollowing(flat: FlatIssue[]): FlatIssue[] {
  return flat.filter(({path, about = [], chosenBy}) => {
    const meant = flat.filter((other) => other.key !== undefined && samePath(other.path, path)).map((other) => other.meant ?? '')
    if (about.some((key) => meant.includes(key))) return false
    return chosenBy === undefined || !flat.some((other) => samePath(other.path, [...path, chosenBy]))
  })
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
    ? 2 * issue.keys.length - saidIn(issue.message).filter(({meant}) => meant !== undefined).length
    : 1
}

/** A required key that stands there misspelt is one mistake. */
function joinMisspelt(flat: FlatIssue[]): FlatIssue[] {
  const joined = new Set<FlatIssue>()
  const told = flat.map((issue): FlatIssue => {
    if (issue.key === undefined || issue.meant === undefined) return issue
    const lacking = flat.find(({path, missing}) => missing === issue.meant && samePath(path, issue.path))
    if (lacking === undefined || joined.has(lacking)) return issue
    joined.add(lacking)
    return {...issue, message: `${issue.message}; ${lacking.message}`, missing: issue.meant}
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
