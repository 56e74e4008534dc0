import type {Alias, Document, Node, Pair, Scalar, YAMLMap, YAMLSeq} from 'yaml'
import {type DuplicateKey, isId} from './read-plain.ts'
import {type SyntaxSentence, syntaxSentence} from './syntax-sentences.ts'
import {deepest, type YamlMap, type YamlNode} from './tree.ts'

export interface SyntaxProblem extends SyntaxSentence {
  at: number
}

export interface FullRead {
  root: YamlNode | undefined
  duplicates: DuplicateKey[]
  problems: SyntaxProblem[]
}

/** A document of a few aliases can stand for more values than fit in memory. */
const mostValues = 5_000_000

type MaybeNode = Node | null | undefined

/** Reads any YAML, with every mistake in it. */
export async function readFull(text: string): Promise<FullRead> {
  // Takes 30 ms to load.
  const yaml = await import('yaml')
  // Its own look for duplicate keys compares every key with every other.
  const document = yaml.parseDocument(text, {prettyErrors: false, uniqueKeys: false})
  const problems = [...document.errors, ...document.warnings].map(({code, message, pos}) => ({
    at: pos[0],
    ...syntaxSentence(code, message),
  }))
  if (document.errors.length > 0) return {root: undefined, duplicates: [], problems: problems.filter(onePerLine(text))}
  const builder = new TreeBuilder(yaml, problems)
  const root = builder.build(document)
  if (builder.sizeOf(root) > mostValues) {
    problems.push({
      at: 0,
      message: `the aliases stand for more than ${mostValues} values.`,
      hint: 'Write the values out, or use fewer aliases.',
    })
  }
  return {root, duplicates: builder.duplicates, problems}
}

/** The parser reports what follows from a mistake too: of one line the first problem counts. */
function onePerLine(text: string): (problem: SyntaxProblem, index: number, all: readonly SyntaxProblem[]) => boolean {
  const lineStart = (at: number) => text.lastIndexOf('\n', at - 1)
  return (problem, index, all) => all.findIndex((other) => lineStart(other.at) === lineStart(problem.at)) === index
}

/** The library's document as our tree: aliases followed, merge keys applied. */
class TreeBuilder {
  readonly duplicates: DuplicateKey[] = []
  readonly #yaml: typeof import('yaml')
  readonly #problems: SyntaxProblem[]
  readonly #anchors = new Map<string, YamlNode | 'open'>()
  readonly #sizes = new Map<YamlNode, number>()
  #depth = 0

  constructor(yaml: typeof import('yaml'), problems: SyntaxProblem[]) {
    this.#yaml = yaml
    this.#problems = problems
  }

  build(document: Document): YamlNode | undefined {
    return document.contents === null ? undefined : this.#node(document.contents as Node, 0)
  }

  /** Values below a node when every alias is written out. */
  sizeOf(node: YamlNode | undefined): number {
    if (node === undefined || node.kind === 'scalar') return 1
    const known = this.#sizes.get(node)
    if (known !== undefined) return known
    const children = node.kind === 'list' ? node.items : [...node.entries.values()].map(({value}) => value)
    const size = children.reduce((sum, child) => sum + this.sizeOf(child), 1)
    this.#sizes.set(node, size)
    return size
  }

  #node(node: MaybeNode, mark: number): YamlNode {
    const {isAlias, isMap, isSeq, isScalar} = this.#yaml
    if (node === null || node === undefined) return {kind: 'scalar', at: mark, value: null}
    if (isAlias(node)) return this.#alias(node)
    const anchor = (node as {anchor?: string}).anchor
    if (anchor !== undefined) this.#anchors.set(anchor, 'open')
    const made =
      isMap(node) || isSeq(node)
        ? this.#collection(node.range?.[0] ?? mark, () =>
            isMap(node) ? this.#map(node as YAMLMap, mark) : this.#list(node as YAMLSeq, mark),
          )
        : this.#scalar(isScalar(node) ? node : undefined, mark)
    if (anchor !== undefined) this.#anchors.set(anchor, made)
    return made
  }

  #collection(at: number, read: () => YamlNode): YamlNode {
    if (this.#depth === deepest) {
      this.#problems.push({at, message: `values are nested more than ${deepest} levels deep.`})
      return {kind: 'scalar', at, value: null}
    }
    this.#depth++
    try {
      return read()
    } finally {
      this.#depth--
    }
  }

  #alias(alias: Alias): YamlNode {
    const at = alias.range?.[0] ?? 0
    const found = this.#anchors.get(alias.source)
    if (found !== undefined && found !== 'open') return found
    this.#problems.push({
      at,
      message:
        found === 'open'
          ? `the alias *${alias.source} stands inside its own anchor.`
          : `the alias *${alias.source} has no anchor before it.`,
      ...(found === 'open' ? {} : {hint: `Put &${alias.source} at the value that is meant, or quotes around a text that begins with "*".`}),
    })
    return {kind: 'scalar', at, value: null}
  }

  #scalar(scalar: Scalar | undefined, mark: number): YamlNode {
    const [start = mark, end = mark] = scalar?.range ?? []
    const {value} = scalar ?? {}
    const source = scalar?.source ?? ''
    // A number would lose what makes such an id or serial number.
    if (typeof value === 'number' && isId(source)) return {kind: 'scalar', at: start, value: source}
    const plain = value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return {kind: 'scalar', at: start === end ? mark : start, value: plain ? value : String(value)}
  }

  #list(list: YAMLSeq, mark: number): YamlNode {
    const at = list.range?.[0] ?? mark
    return {kind: 'list', at, items: list.items.map((item) => this.#node(item as MaybeNode, at))}
  }

  #map(map: YAMLMap, mark: number): YamlNode {
    const made: YamlMap = {kind: 'map', at: map.range?.[0] ?? mark, entries: new Map()}
    const merged: YamlNode[] = []
    for (const {key, value} of map.items as Pair<MaybeNode, MaybeNode>[]) {
      const at = key?.range?.[0] ?? made.at
      const name = this.#keyOf(key, at)
      const node = this.#node(value, at)
      const first = made.entries.get(name)
      if (name === '<<' && (key as Scalar).type === 'PLAIN') merged.push(...this.#mergeSources(node, at))
      else if (first !== undefined) this.duplicates.push({key: name, at, first: first.at})
      else made.entries.set(name, {at, value: node})
    }
    for (const source of merged) {
      if (source.kind !== 'map') continue
      for (const [key, entry] of source.entries) if (!made.entries.has(key)) made.entries.set(key, entry)
    }
    return made
  }

  #keyOf(key: MaybeNode, at: number): string {
    if (key === null || key === undefined) return ''
    const node = this.#node(key, at)
    // Names stay as they are written: 1.50 and 08 are other machines than 1.5 and 8.
    if (this.#yaml.isScalar(key)) return key.source ?? ''
    if (node.kind === 'scalar') return node.value === null ? '' : String(node.value)
    this.#problems.push({at, message: 'a mapping or list is used as a key.', hint: 'Put quotes around a text that begins with a bracket.'})
    return ''
  }

  #mergeSources(node: YamlNode, at: number): YamlNode[] {
    const sources = node.kind === 'list' ? node.items : [node]
    if (sources.some(({kind}) => kind !== 'map')) {
      this.#problems.push({at, message: '"<<" takes a mapping, or a list of mappings.', hint: 'Write <<: *anchor.'})
    }
    return sources
  }
}
