import type {Alias, Document, Node, Pair, Scalar, YAMLMap, YAMLSeq} from 'yaml'
import {type DuplicateKey, isId, readPlain} from './read-plain.ts'
import type {ParserError} from './syntax/mistake.ts'
import {type BrokenPart, recover} from './syntax/recover.ts'
import {suspiciousKey, suspiciousText} from './syntax/suspicious.ts'
import {type SyntaxSentence, syntaxSentence} from './syntax/sentences.ts'
import {deepest, scalarNode, type YamlMap, type YamlNode} from './tree.ts'

export interface SyntaxProblem extends SyntaxSentence {
  at: number
}

export interface FullRead {
  root: YamlNode | undefined
  duplicates: DuplicateKey[]
  problems: SyntaxProblem[]
  /** Parts that could not be read; the tree is that of the rest. */
  broken: BrokenPart[]
  /** The offset in the text of an offset in the tree. */
  original(offset: number): number
}

/** A document of a few aliases can stand for more values than fit in memory. */
const mostValues = 5_000_000

const mergedTwice = {
  message: '"<<" stands twice in this mapping: both are merged, and the first has precedence.',
  hint: 'Write it once, with a list: <<: [*first, *second]',
}

type MaybeNode = Node | null | undefined

/** Reads any YAML, with every mistake in it; of a text that is none, what is left without its mistakes. */
export async function readFull(text: string): Promise<FullRead> {
  // Takes 30 ms to load.
  const yaml = await import('yaml')
  // Its own look for duplicate keys compares every key with every other.
  const parse = (source: string) => yaml.parseDocument(source, {prettyErrors: false, uniqueKeys: false})
  const document = parse(text)
  if (document.errors.length === 0) return {...readDocument(yaml, document, text), broken: [], original: (offset) => offset}
  const errorsOf = (source: string) => (readPlain(source) === undefined ? parserErrors(yaml, parse(source)) : [])
  const {text: rest, mistakes, ...recovered} = recover(text, errorsOf)
  if (rest === undefined) return {root: undefined, duplicates: [], problems: mistakes, ...recovered}
  const read = readDocument(yaml, parse(rest), rest, anchorsIn(text, recovered.broken))
  const {original} = recovered
  return {
    ...read,
    // Places in the text as it was written, as those of the mistakes are.
    problems: [...mistakes, ...read.problems.map((problem) => ({...problem, at: original(problem.at)}))],
    ...recovered,
  }
}

function readDocument(yaml: typeof import('yaml'), document: Document.Parsed, text: string, lost: ReadonlySet<string> = new Set()) {
  const problems: SyntaxProblem[] = document.warnings.map(({code, message, pos}) => ({at: pos[0], ...syntaxSentence(code, message)}))
  const builder = new TreeBuilder({yaml, text, lost}, problems)
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

/** The library's errors in the order of their places. */
function parserErrors(yaml: typeof import('yaml'), document: Document.Parsed): ParserError[] {
  const errors = document.errors.map(({code, message, pos: [from, to]}): ParserError => {
    const quote = code === 'MISSING_CHAR' && message.includes('quote') ? openedQuote(yaml, document, from) : undefined
    return {code, message, from, to, ...(quote === undefined ? {} : {quote})}
  })
  return errors.toSorted((a, b) => (a.quote ?? a.from) - (b.quote ?? b.from))
}

/** Where the quoted text begins that ends at an offset. */
function openedQuote(yaml: typeof import('yaml'), document: Document, end: number): number | undefined {
  let found: number | undefined
  yaml.visit(document, {
    Scalar(_, {type, range}) {
      if (!type?.startsWith('QUOTE') || !range || range[0] >= end || range[1] < end) return undefined
      found = range[0]
      return yaml.visit.BREAK
    },
  })
  return found
}

/** Anchors of the parts that are left out. */
function anchorsIn(text: string, broken: readonly BrokenPart[]): Set<string> {
  return new Set(broken.flatMap(({start, end}) => [...text.slice(start, end).matchAll(/&([^\s,[\]{}]+)/g)].map(([, name = '']) => name)))
}

/** The library's document as our tree: aliases followed, merge keys applied. */
class TreeBuilder {
  readonly duplicates: DuplicateKey[] = []
  readonly #yaml: typeof import('yaml')
  readonly #text: string
  readonly #problems: SyntaxProblem[]
  readonly #anchors = new Map<string, YamlNode | 'open'>()
  readonly #sizes = new Map<YamlNode, number>()
  /** Anchors that were left out with a mistake. */
  readonly #lost: ReadonlySet<string>
  #depth = 0

  constructor({yaml, text, lost}: {yaml: typeof import('yaml'); text: string; lost: ReadonlySet<string>}, problems: SyntaxProblem[]) {
    this.#yaml = yaml
    this.#text = text
    this.#problems = problems
    this.#lost = lost
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
    if (this.#lost.has(alias.source)) return {kind: 'map', at, entries: new Map()}
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
    const suspicious = scalar?.type === 'PLAIN' ? suspiciousText(this.#text.slice(start, end), start) : undefined
    if (suspicious !== undefined) this.#problems.push(suspicious)
    const source = scalar?.source ?? ''
    // A number would lose what makes such an id or serial number.
    if (typeof value === 'number' && isId(source)) return {kind: 'scalar', at: start, value: source}
    const plain = value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return scalarNode(start === end ? mark : start, plain ? value : String(value), source)
  }

  #list(list: YAMLSeq, mark: number): YamlNode {
    const at = list.range?.[0] ?? mark
    return {kind: 'list', at, items: list.items.map((item) => this.#node(item as MaybeNode, at))}
  }

  #map(map: YAMLMap, mark: number): YamlNode {
    const made: YamlMap = {kind: 'map', at: map.range?.[0] ?? mark, entries: new Map()}
    const merged: YamlNode[] = []
    let firstMerge: number | undefined
    for (const {key, value} of map.items as Pair<MaybeNode, MaybeNode>[]) {
      const at = key?.range?.[0] ?? made.at
      const written = this.#keyOf(key, at)
      const suspicious = this.#yaml.isScalar(key) && key.type === 'PLAIN' ? suspiciousKey(written) : undefined
      if (suspicious !== undefined)
        this.#problems.push({at: at + suspicious.name.length + 1, message: suspicious.message, hint: suspicious.hint})
      const name = suspicious?.name ?? written
      const node: YamlNode = suspicious === undefined ? this.#node(value, at) : {kind: 'scalar', at, value: null}
      const first = made.entries.get(name)
      if (name === '<<' && (key as Scalar).type === 'PLAIN') {
        if (firstMerge !== undefined) this.#problems.push({at, ...mergedTwice})
        firstMerge ??= at
        merged.push(...this.#mergeSources(node, at))
      } else if (first !== undefined) this.duplicates.push({key: name, at, first: first.at})
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
