import {readFile} from 'node:fs/promises'
import type {Document, LineCounter, Node, Pair, YAMLMap} from 'yaml'
import {errorMessage} from '../text/index.ts'
import type {Problem, SourceSpot} from './problem.ts'

type Path = readonly PropertyKey[]

/** A YAML file as plain values, with the place of each value. */
export interface YamlFile {
  file: string
  /** `undefined` when there are problems, or when the file is empty. */
  value: unknown
  /** What makes the text no YAML: syntax, duplicate keys, aliases that cannot be followed. */
  problems: Problem[]
  /** Place of the value at `path`, or of the nearest value around it. */
  spot(path: Path): SourceSpot
  /** Place of a key of the mapping (or of an item of the list) at `path`, or of the nearest value around it. */
  keySpot(path: Path, key: PropertyKey): SourceSpot
}

/** Reads a YAML file; problems of its syntax are in the result, problems of the file system are thrown. */
export async function readYamlFile(path: string, file = path): Promise<YamlFile> {
  return parseYaml(file, await readFile(path, 'utf8'))
}

/** Parses the text of `file`, the name that problems give. */
export async function parseYaml(file: string, text: string): Promise<YamlFile> {
  // Takes 30 ms to load.
  const {LineCounter, parseDocument, visit} = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, {lineCounter: lines, prettyErrors: false, merge: true})
  const problems = document.errors.map((error) => ({
    spot: spotAt(file, lines, error.pos[0]),
    message: `${errorMessage(error)}.`,
  }))
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined)
        problems.push({spot: spotAt(file, lines, alias.range?.[0] ?? 0), message: `The alias *${alias.source} has no anchor before it.`})
    },
  })
  const found = problems.length > 0 ? {value: undefined} : contentOf(document)
  if (found.why !== undefined) problems.push({spot: {file, line: 1, column: 1}, message: `${found.why}.`})
  const place = placesIn(document)
  return {
    file,
    value: found.value,
    problems,
    spot: (path) => spotAt(file, lines, place.ofValue(path)),
    keySpot: (path, key) => spotAt(file, lines, place.ofKey(path, key)),
  }
}

/** Aliases that would expand to gigabytes are refused by the parser when they are followed. */
function contentOf(document: Document): {value?: unknown; why?: string} {
  try {
    return {value: document.toJS()}
  } catch (error) {
    return {why: errorMessage(error)}
  }
}

function spotAt(file: string, lines: LineCounter, offset: number): SourceSpot {
  const {line, col} = lines.linePos(offset)
  return {file, line: Math.max(1, line), column: Math.max(1, col)}
}

type MaybeNode = Node | null | undefined

/** Offsets of keys and values. The keys of each mapping are indexed at first use, so that many look-ups stay linear. */
function placesIn(document: Document): {ofValue(path: Path): number; ofKey(path: Path, key: PropertyKey): number} {
  const indexes = new WeakMap<YAMLMap, Map<string, Pair>>()
  const pairOf = (map: YAMLMap, key: PropertyKey): Pair | undefined => {
    let index = indexes.get(map)
    if (index === undefined) {
      index = new Map(map.items.map((pair) => [String((pair.key as {value?: unknown} | null)?.value ?? pair.key), pair]))
      indexes.set(map, index)
    }
    return index.get(String(key))
  }
  const resolved = (node: MaybeNode): MaybeNode =>
    node !== null && node !== undefined && 'source' in node && 'resolve' in node
      ? (node as {resolve(doc: Document): Node | undefined}).resolve(document)
      : node
  const child = (node: MaybeNode, key: PropertyKey): MaybeNode => {
    const inner = resolved(node) as {items?: unknown[]} | null | undefined
    if (inner?.items === undefined) return undefined
    if (isPairs(inner.items)) return pairOf(inner as YAMLMap, key)?.value as MaybeNode
    return inner.items[Number(key)] as MaybeNode
  }
  const nearest = (path: Path): {node: MaybeNode; whole: boolean} => {
    let node: MaybeNode = document.contents as MaybeNode
    for (const key of path) {
      const next = child(node, key)
      if (next?.range === undefined || next.range === null) return {node, whole: false}
      node = next
    }
    return {node, whole: true}
  }
  const ofValue = (path: Path) => nearest(path).node?.range?.[0] ?? 0
  return {
    ofValue,
    ofKey(path, key) {
      const {node, whole} = nearest(path)
      const inner = resolved(node) as {items?: unknown[]} | null | undefined
      if (whole && inner?.items !== undefined && isPairs(inner.items)) {
        const found = pairOf(inner as YAMLMap, key)?.key as MaybeNode
        if (found?.range) return found.range[0]
      }
      return ofValue([...path, key])
    },
  }
}

function isPairs(items: unknown[]): items is Pair[] {
  const [first] = items
  return first !== undefined && typeof first === 'object' && first !== null && 'key' in first
}
