import {readFile} from 'node:fs/promises'
import type {Document, LineCounter} from 'yaml'
import type {ZodType} from 'zod'

/** A problem in a data file: `mirrors/se.yaml:7:12: …`. */
export type Problem = string

export interface YamlFile<T> {
  file: string
  value: T
  /** `FILE:LINE:COLUMN` of the value at a path. */
  at(...path: PropertyKey[]): string
}

/** Reads and checks a YAML file. Everything that is wrong goes to `problems`, each with its place; then undefined. */
export async function readYamlFile<T>(
  path: string,
  name: string,
  schema: ZodType<T>,
  problems: Problem[],
): Promise<YamlFile<T> | undefined> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    problems.push(`${name}: cannot be read: ${error.message}.`)
    return undefined
  })
  if (text === undefined) return undefined
  const {LineCounter, parseDocument} = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, {lineCounter: lines, prettyErrors: false})
  const at = (...keys: PropertyKey[]) => place(name, lines, valueOffset(document, keys))
  if (document.errors.length > 0) {
    for (const error of document.errors) problems.push(`${place(name, lines, error.pos[0])}: ${error.message}.`)
    return undefined
  }
  const value = contentOf(document)
  if (value instanceof Error) {
    problems.push(`${name}: ${value.message}.`)
    return undefined
  }
  const checked = schema.safeParse(value ?? {})
  if (checked.success) return {file: name, value: checked.data, at}
  for (const issue of checked.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        problems.push(`${place(name, lines, keyOffset(document, issue.path, key))}: there is no key "${key}" here.`)
    } else problems.push(`${at(...issue.path)}: ${issue.path.join('.') || 'the file'}: ${plain(issue.message)}.`)
  }
  return undefined
}

/** An error for what only shows when aliases are followed: one without an anchor, or some that blow up to gigabytes. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function plain(message: string): string {
  return message.endsWith('received undefined') ? 'is missing' : message.replace(/^(Invalid input|Invalid option|Too (big|small)): /, '')
}

function place(name: string, lines: LineCounter, offset: number): string {
  const {line, col} = lines.linePos(offset)
  return `${name}:${Math.max(1, line)}:${Math.max(1, col)}`
}

interface Ranged {
  range?: [number, number, number]
}

function valueOffset(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as Ranged | undefined
    if (node?.range) return node.range[0]
  }
  return 0
}

function keyOffset(document: Document, path: readonly PropertyKey[], key: string): number {
  const map = (path.length === 0 ? document.contents : document.getIn(path, true)) as
    | {items?: {key?: Ranged & {value?: unknown}}[]}
    | undefined
  return map?.items?.find((item) => item.key?.value === key)?.key?.range?.[0] ?? valueOffset(document, path)
}
