import {maybeSuspiciousKey} from './syntax/suspicious.ts'
import {deepest, scalarNode, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar} from './tree.ts'

/** A key that a mapping has twice. */
export interface DuplicateKey {
  key: string
  at: number
  /** Offset of the first one. */
  first: number
}

export interface PlainRead {
  root: YamlNode | undefined
  duplicates: DuplicateKey[]
}

/** Thrown inside the reader: the text uses more of YAML than this reader knows, or is wrong. */
class NotPlain extends Error {}

const notPlain = new NotPlain('not plain')
const blanks = /[ ]*(?:#[^\n]*)?(?:\n|$)/y
const plainStart = /[A-Za-z0-9_./~+$^=;<()\\\u00a0-\u2017\u2020-\ud7ff]/
const forbidden = /[^\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/
const inBlock = /(?:[^\s:#]|:(?=[^\s])|(?<=\S)#|[ ]+(?=[^\s#]))+/y
const inFlow = /(?:[^\s:#,[\]{}]|:(?=[^\s,[\]{}])|(?<=\S)#|[ ]+(?=[^\s#,[\]{}]))+/y
const longestKey = 1000

/**
 * Reads the YAML that people write in inventories: block and flow mappings and lists, quoted and plain text on one line,
 * comments. It is ten times as fast as the full reader, which takes over wherever this one returns undefined: anchors, tags,
 * block scalars, text over several lines, and everything that is wrong. What it returns is what the full reader returns;
 * read-plain.test.ts holds both side by side.
 */
export function readPlain(text: string): PlainRead | undefined {
  if (forbidden.test(text) || /^\.\.\./m.test(text)) return undefined
  try {
    const reader = new PlainReader(text)
    return {root: reader.read(), duplicates: reader.duplicates}
  } catch (error) {
    if (error instanceof NotPlain) return undefined
    throw error
  }
}

class PlainReader {
  readonly duplicates: DuplicateKey[] = []
  readonly #text: string
  /** Offset of the next character. */
  #at = 0
  /** Offset of the first character of the line. */
  #line = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): YamlNode | undefined {
    if (!this.#toContent()) return undefined
    if (this.#text.startsWith('---\n', this.#at) && this.#column === 0) {
      this.#at += 3
      if (!this.#toContent()) throw notPlain
    }
    const root = this.#block(0)
    if (this.#at < this.#text.length) throw notPlain
    return root
  }

  get #column(): number {
    return this.#at - this.#line
  }

  /** Goes over blanks, comments and line ends to the first character of a later line; false at the end of the text. */
  #toContent(): boolean {
    for (;;) {
      blanks.lastIndex = this.#at
      if (!blanks.test(this.#text)) break
      const end = blanks.lastIndex
      if (end >= this.#text.length) {
        this.#at = this.#text.length
        return false
      }
      this.#at = end
      this.#line = end
    }
    // Something stands on this line: only blanks may stand before it.
    this.#blanks()
    for (let at = this.#line; at < this.#at; at++) if (this.#text[at] !== ' ') throw notPlain
    return true
  }

  #blanks(): void {
    while (this.#text[this.#at] === ' ') this.#at++
  }

  /** A collection whose first character is here and whose entries stand in this column. */
  #block(least: number): YamlNode {
    const column = this.#column
    if (column < least) throw notPlain
    return this.#deeper(() => (this.#isDash() ? this.#list(column) : this.#map(column)))
  }

  #deeper<T>(read: () => T): T {
    // The full reader says what is wrong.
    if (this.#depth === deepest) throw notPlain
    this.#depth++
    const node = read()
    this.#depth--
    return node
  }

  #isDash(): boolean {
    return this.#text[this.#at] === '-' && /[ \n]|^$/.test(this.#text[this.#at + 1] ?? '')
  }

  #list(column: number): YamlNode {
    const items: YamlNode[] = []
    const at = this.#at
    while (this.#isDash()) {
      this.#at++
      this.#blanks()
      items.push(this.#afterMark(column, at, 'item'))
      if (!this.#moreIn(column)) break
    }
    if (this.#isBeforeMore(column)) throw notPlain
    return {kind: 'list', at, items}
  }

  #map(column: number): YamlNode {
    const map: YamlMap = {kind: 'map', at: this.#at, entries: new Map()}
    do {
      if (this.#isDash()) throw notPlain
      const at = this.#at
      const key = this.#key(inBlock)
      this.#blanks()
      this.#add(map, key, {at, value: this.#afterMark(column, at, 'value')})
    } while (this.#moreIn(column))
    if (this.#isBeforeMore(column)) throw notPlain
    return map
  }

  /** True when the next entry of the collection of this column is here. */
  #moreIn(column: number): boolean {
    return this.#at < this.#text.length && this.#column === column
  }

  /** A line that is indented more than the collection that ended: text that goes on, or a mistake. */
  #isBeforeMore(column: number): boolean {
    return this.#at < this.#text.length && this.#column > column
  }

  #key(plain: RegExp): string {
    const start = this.#at
    const {value, quoted} = this.#scalar(plain)
    if (this.#text[this.#at] !== ':' || this.#at - start > longestKey) throw notPlain
    this.#at++
    if (!/[ \n]|^$/.test(this.#text[this.#at] ?? '')) throw notPlain
    if (typeof value !== 'string' || (!quoted && (value === '<<' || maybeSuspiciousKey.test(value)))) throw notPlain
    return value
  }

  #add(map: YamlMap, key: string, entry: YamlEntry): void {
    const first = map.entries.get(key)
    if (first === undefined) map.entries.set(key, entry)
    else this.duplicates.push({key, at: entry.at, first: first.at})
  }

  /** The value after `key:` or `-`; `mark` is the offset that an empty value has. Ends before the next entry, or at the end. */
  #afterMark(column: number, mark: number, what: 'item' | 'value'): YamlNode {
    const char = this.#text[this.#at]
    if (char === undefined || char === '\n' || char === '#') return this.#nested(column, mark, what)
    if (what === 'item' && (this.#isDash() || this.#startsMap())) return this.#block(column + 1)
    const node = char === '{' || char === '[' ? this.#deeper(() => this.#flow(column)) : this.#scalarNode(inBlock)
    this.#endOfLine(column)
    return node
  }

  #nested(column: number, mark: number, what: 'item' | 'value'): YamlNode {
    const empty: YamlNode = {kind: 'scalar', at: mark, value: null}
    if (this.#text[this.#at] === '#' && this.#text[this.#at - 1] !== ' ') throw notPlain
    if (!this.#toContent()) return empty
    if (this.#column > column) {
      if (!this.#isDash() && !this.#startsMap()) throw notPlain
      return this.#block(column + 1)
    }
    return what === 'value' && this.#column === column && this.#isDash() ? this.#deeper(() => this.#list(column)) : empty
  }

  /** Whether `key:` stands here. */
  #startsMap(): boolean {
    const at = this.#at
    const char = this.#text[at] ?? ''
    if (char === '{' || char === '[') return false
    this.#scalar(inBlock)
    const found = this.#text[this.#at] === ':'
    this.#at = at
    return found
  }

  #endOfLine(column: number): void {
    blanks.lastIndex = this.#at
    if (!blanks.test(this.#text) || (this.#text[this.#at] === '#' && this.#text[this.#at - 1] !== ' ')) throw notPlain
    // An indented line after a value continues it.
    if (this.#toContent() && this.#column > column) throw notPlain
  }

  #scalarNode(plain: RegExp): YamlNode {
    const at = this.#at
    const {value, source} = this.#scalar(plain)
    return scalarNode(at, value, source)
  }

  #scalar(plain: RegExp): {value: YamlScalar['value']; quoted: boolean; source: string} {
    const char = this.#text[this.#at] ?? ''
    if (char === '"' || char === "'") return {value: this.#quoted(char), quoted: true, source: ''}
    const next = this.#text[this.#at + 1] ?? ' '
    if (!plainStart.test(char) && !(char === '-' && plainStart.test(next))) throw notPlain
    plain.lastIndex = this.#at
    const [found] = plain.exec(this.#text) ?? ['']
    if (found === '') throw notPlain
    this.#at += found.length
    // Blanks before a colon belong to neither side.
    this.#blanks()
    const source = found.trimEnd()
    return {value: scalarValue(source), quoted: false, source}
  }

  #quoted(quote: string): string {
    const pattern = quote === '"' ? /"(?:[^"\\\n]|\\["\\])*"/y : /'(?:[^'\n]|'')*'/y
    pattern.lastIndex = this.#at
    const [found] = pattern.exec(this.#text) ?? ['']
    if (found === '') throw notPlain
    this.#at += found.length
    const inside = found.slice(1, -1)
    this.#blanks()
    return quote === '"' ? inside.replace(/\\(.)/g, '$1') : inside.replaceAll("''", "'")
  }

  #flow(column: number): YamlNode {
    const at = this.#at
    const open = this.#text[this.#at++]
    const map: YamlMap | undefined = open === '{' ? {kind: 'map', at, entries: new Map()} : undefined
    const items: YamlNode[] = []
    const close = map === undefined ? ']' : '}'
    this.#inside(column)
    while (this.#text[this.#at] !== close) {
      if (map === undefined) items.push(this.#flowValue(column))
      else this.#flowEntry(map, column)
      this.#inside(column)
      if (this.#text[this.#at] === close) break
      if (this.#text[this.#at] !== ',') throw notPlain
      this.#at++
      this.#inside(column)
      if (this.#text[this.#at] === close) throw notPlain
    }
    this.#at++
    this.#blanks()
    return map ?? {kind: 'list', at, items}
  }

  #flowEntry(map: YamlMap, column: number): void {
    const at = this.#at
    const key = this.#key(inFlow)
    this.#inside(column)
    const empty = /[,}]/.test(this.#text[this.#at] ?? '')
    this.#add(map, key, {at, value: empty ? {kind: 'scalar', at, value: null} : this.#flowValue(column)})
  }

  #flowValue(column: number): YamlNode {
    const char = this.#text[this.#at]
    if (char === '{' || char === '[') return this.#deeper(() => this.#flow(column))
    const node = this.#scalarNode(inFlow)
    if (!/[,\]}\n#]/.test(this.#text[this.#at] ?? '')) throw notPlain
    return node
  }

  /** Blanks, comments and line ends inside brackets; a line that goes on must be indented more than what is around it. */
  #inside(column: number): void {
    this.#blanks()
    for (;;) {
      const char = this.#text[this.#at]
      if (char === '#' && this.#text[this.#at - 1] !== ' ') throw notPlain
      if (char !== '\n' && char !== '#') return
      blanks.lastIndex = this.#at
      if (!blanks.test(this.#text) || blanks.lastIndex >= this.#text.length) throw notPlain
      this.#at = blanks.lastIndex
      this.#line = this.#at
      this.#blanks()
      if (this.#text[this.#at] !== '\n' && this.#column <= column) throw notPlain
    }
  }
}

/** Digits with leading zeros, or with an e between them: serial numbers and ids, which stay text against YAML's core schema. */
export function isId(text: string): boolean {
  return /^(?:0\d+|\d+[eE]\d+)$/.test(text)
}

/** YAML 1.2's core schema; rare spellings of numbers are left to the full reader. */
function scalarValue(text: string): string | number | boolean | null {
  if (!/^[-+.~\dnNtTfF]/.test(text)) return text
  if (/^(?:~|null|Null|NULL)$/.test(text)) return null
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  if (isId(text)) return text
  if (/^[-+]?\d{1,15}$/.test(text) || /^[-+]?(?:\.\d{1,9}|\d{1,9}\.\d{0,9})$/.test(text)) return Number(text)
  if (/^[-+]?(?:\.?\d[\d.]*(?:[eE][-+]?\d+)?|\.inf|\.Inf|\.INF|0[xo][\da-fA-F]+)$|^\.(?:nan|NaN|NAN)$/.test(text)) {
    if (!/^\d+(?:\.\d+){2,}$/.test(text)) throw notPlain
  }
  return text
}
