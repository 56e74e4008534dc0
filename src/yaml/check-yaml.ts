import type {ZodType} from 'zod'
import {asSentence} from '../text/index.ts'
import {type FlatIssue, flattenIssues} from './flatten-issues.ts'
import {issueSentence} from './issue-sentence.ts'
import type {MistakeFields, Problem, SourceSpot} from './problem.ts'
import {nodeAt, offsetOfKey, offsetOfValue, toValue, type YamlNode, type YamlPath} from './tree.ts'
import type {YamlFile} from './yaml-file.ts'

export type Checked<T> = {value: T; problems?: undefined} | {value?: undefined; problems: Problem[]}

/** A value in a file: what sentences call it, and how its places are found. */
export interface CheckedPart {
  /** Path of the part in the file. */
  base: YamlPath
  node: YamlNode | undefined
  spotAt(offset: number): SourceSpot
}

/** The whole file as `schema` shapes it, or every problem with its place; an empty file counts as an empty mapping. */
export function checkYaml<T>(yaml: YamlFile, schema: ZodType<T>): Checked<T> {
  return checkPart(schema, yaml.root === undefined ? {} : toValue(yaml.root), {base: [], node: yaml.root, spotAt: yaml.spotAt})
}

/** A part of a file as `schema` shapes it. */
export function checkPart<T>(schema: ZodType<T>, value: unknown, part: CheckedPart): Checked<T> {
  const checked = checkPlaced(schema, value, part)
  if (checked.issues === undefined) return {value: checked.value}
  return {problems: checked.issues.map((issue) => toProblem(issue, part.base))}
}

/** A mistake in a part, with its path below the part. */
export interface PlacedIssue extends MistakeFields {
  path: YamlPath
  /** The key of the mapping at `path` that is meant, which may not belong there. */
  key?: string
  spot: SourceSpot
  /** A sentence. */
  message: string
  hint?: string
}

export function toProblem({path, key: _, ...rest}: PlacedIssue, base: YamlPath): Problem {
  return {...rest, path: [...base, ...path].map(String).join('.')}
}

/** Keys that begin with `x-` are the writer's own, wherever a schema does not know them. */
export function checkPlaced<T>(
  schema: ZodType<T>,
  value: unknown,
  part: Omit<CheckedPart, 'base'>,
): {value: T; issues?: undefined} | {value?: undefined; issues: PlacedIssue[]} {
  const parsed = schema.safeParse(value, {error: issueSentence})
  if (parsed.success) return {value: parsed.data}
  const flat = flattenIssues(parsed.error.issues, value)
  const own = flat.filter(({key}) => key?.startsWith('x-'))
  if (own.length > 0)
    return checkPlaced(
      schema,
      own.reduce((rest, {path, key}) => without(rest, path, key ?? ''), value),
      part,
    )
  const issues = flat
    .map((issue) => asWritten(issue, part.node))
    .map(({path, key, message, hint, missing, meant}) => ({
      spot: part.spotAt(key === undefined ? offsetOfValue(part.node, path) : offsetOfKey(part.node, path, key)),
      path,
      message: asSentence(message),
      ...(key === undefined ? {} : {key}),
      ...(hint === undefined ? {} : {hint}),
      ...(missing === undefined ? {} : {missing}),
      ...(meant === undefined ? {} : {meant}),
    }))
  return {issues}
}

/** A value is shown as it is written: `1.10`, not 1.1. */
function asWritten(issue: FlatIssue, root: YamlNode | undefined): FlatIssue {
  const node = issue.key === undefined ? nodeAt(root, issue.path) : undefined
  if (node?.kind !== 'scalar' || node.source === undefined) return issue
  const {source} = node
  const shown = [String(node.value), JSON.stringify(node.value)].find((one) => issue.message.endsWith(`, not ${one}`))
  const message = shown === undefined ? issue.message : `${issue.message.slice(0, -shown.length)}${source}`
  const hint = issue.hint?.replace(/^Put quotes around it.*$/, () => `Put quotes around it: "${source}".`)
  return {...issue, message, ...(hint === undefined ? {} : {hint})}
}

/** A copy of the value in which the mapping at `path` has no such key. */
function without(value: unknown, path: YamlPath, key: string): unknown {
  const [step, ...rest] = path
  if (step !== undefined) {
    if (Array.isArray(value)) return value.map((item, at) => (at === Number(step) ? without(item, rest, key) : item))
    return {...(value as object), [step]: without((value as Record<PropertyKey, unknown>)[step], rest, key)}
  }
  const {[key]: _, ...others} = value as Record<string, unknown>
  return others
}
