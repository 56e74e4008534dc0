import {characterRules, closingRules, lastRules} from './character-rules.ts'
import {columnRules} from './column-rules.ts'
import {endOfEntry, keyOf, type Line, lineAt, lineBefore, linesOf} from './lines.ts'
import type {Mistake, ParserError, Rule} from './mistake.ts'
import {openBrackets} from './open-brackets.ts'
import {type Edit, Patch} from './patch.ts'
import {type Scope, scopesOf} from './scopes.ts'
import {syntaxSentence} from './sentences.ts'

/** A part of the text that says nothing that can be relied on; offsets in the text as it was written. */
export interface BrokenPart {
  start: number
  end: number
  /** Where the mapping or list begins that the part is an entry of, if not even its key is left. */
  around?: number
}

export interface Recovered {
  /** Without what is wrong; undefined when no rest was found that can be read. */
  text: string | undefined
  /** The offset in the text as it was written. */
  original(offset: number): number
  mistakes: Mistake[]
  broken: BrokenPart[]
}

const rules: readonly Rule[] = [...closingRules, ...characterRules, ...columnRules, ...lastRules]

/** Rounds over the whole text, and mistakes in one part: a text with more is no YAML at all. */
const mostRounds = 10
const mostInScope = 20

/** Takes every mistake out of a text: corrects it where the writer's meaning is certain, else cuts the smallest entry around it. */
export function recover(text: string, errorsOf: (text: string) => readonly ParserError[]): Recovered {
  const work = new Recovery(text, errorsOf)
  const isReadable = work.run()
  const {patch, mistakes, broken} = work
  return {
    text: isReadable ? patch.text : undefined,
    original: (offset) => patch.original(offset),
    mistakes: onePerLine(text, mistakes),
    broken,
  }
}

class Recovery {
  readonly patch: Patch
  readonly mistakes: Mistake[] = []
  readonly broken: BrokenPart[] = []
  readonly #errorsOf: (text: string) => readonly ParserError[]

  constructor(text: string, errorsOf: (text: string) => readonly ParserError[]) {
    this.patch = new Patch(text)
    this.#errorsOf = errorsOf
  }

  run(): boolean {
    for (let round = 0; round < mostRounds; round++) {
      const errors = this.#errorsOf(this.patch.text)
      if (errors.length === 0) return true
      const scopeOf = scopesOf(this.patch.text)
      const scopes = new Map(errors.map(({from}) => scopeOf(from)).map((scope) => [scope.start, scope]))
      // From the end, so that the offsets of those before stay.
      const inOrder = [...scopes.values()].toSorted((a, b) => b.start - a.start)
      const changed = inOrder.map((scope) => this.#clear(scope)).includes(true)
      if (!changed && !this.#clear({start: 0, end: this.patch.text.length})) return false
    }
    return this.#errorsOf(this.patch.text).length === 0
  }

  /** True when something was wrong in the scope by itself, which is now corrected or gone. */
  #clear(scope: Scope): boolean {
    let {end} = scope
    let lastCut: {start: number; indent: number} | undefined
    for (let count = 0; count <= mostInScope; count++) {
      const text = this.patch.text.slice(scope.start, end)
      const [error] = this.#errorsOf(text)
      if (error === undefined) return count > 0
      const isLast = count === mostInScope
      const mistake = diagnose(text, error)
      const follows = lastCut !== undefined && mistake.at <= endOfLine(text, lastCut.start)
      if (!follows) {
        const {repair: _, ...said} = mistake
        this.mistakes.push({...said, at: this.patch.original(scope.start + mistake.at)})
      }
      const repair = follows || isLast ? undefined : mistake.repair
      const cut =
        repair === undefined ? this.#cutAround(text, mistake, isLast ? {start: 0, indent: 0} : follows ? lastCut : undefined) : undefined
      const edits = repair ?? cut?.edits ?? []
      if (cut !== undefined) {
        lastCut = cut
        this.broken.push({
          start: this.patch.original(scope.start + cut.start),
          end: this.patch.original(scope.start + cut.end),
          ...(cut.around === undefined ? {} : {around: this.patch.original(scope.start + cut.around)}),
        })
      }
      this.patch.apply(edits.map((edit) => ({...edit, at: edit.at + scope.start})))
      end += edits.reduce((sum, {drop, put}) => sum + put.length - drop, 0)
      if (isLast) return true
    }
    return true
  }

  /** Takes out the entry that a mistake is in; when its cut before was too small, the entry around that. */
  #cutAround(text: string, {at, isMisplaced}: Mistake, tooSmall: {start: number; indent: number} | undefined): Cut {
    const keepsKey = tooSmall !== undefined || isMisplaced === undefined
    const lines = linesOf(text)
    const outer = openBrackets(text, at)[0] ?? at
    let index = lineAt(lines, tooSmall?.start ?? outer)
    if (tooSmall !== undefined) index = lineBefore(lines, index, ({indent}) => indent < tooSmall.indent)
    if (index < 0)
      index = Math.max(
        0,
        lines.findIndex(({content}) => content !== ''),
      )
    return cutEntry(lines, index, {whole: tooSmall !== undefined && lineBefore(lines, index) === -1, keepsKey})
  }
}

interface Cut {
  edits: Edit[]
  start: number
  end: number
  indent: number
  around?: number
}

/** Leaves the key of an entry, without a value. */
function cutEntry(lines: readonly Line[], index: number, {whole, keepsKey}: {whole: boolean; keepsKey: boolean}): Cut {
  const {at, indent, content} = lines[index] as Line
  const end = whole ? lines.findLastIndex(({content}) => content !== '') + 1 : endOfEntry(lines, index)
  const last = lines[Math.max(index, end - 1)] as Line
  const key = content.startsWith('-') ? undefined : (keyOf(content) ?? /^["']?([A-Za-z_][\w.-]*)/.exec(content)?.[1])
  const put = key === undefined || whole || !keepsKey ? '' : `${key}:`
  const cut = {edits: [{at: at + indent, drop: last.end - at - indent, put}], start: at, end: last.end, indent}
  const around = lines[lineBefore(lines, index, (line) => line.indent < indent)]
  return put === '' ? {...cut, around: around?.at ?? 0} : cut
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

/** Of one line the first mistake counts: others follow from it. */
function onePerLine(text: string, mistakes: readonly Mistake[]): Mistake[] {
  const lines = new Set<number>()
  return mistakes
    .toSorted((a, b) => a.at - b.at)
    .filter(({at}) => {
      const line = text.lastIndexOf('\n', at - 1)
      return !lines.has(line) && lines.add(line)
    })
}

/** The parser stumbles where a mistake makes no more sense, which may be far behind the mistake. The first rule that fits counts. */
function diagnose(text: string, error: ParserError): Mistake {
  const lines = linesOf(text)
  const index = lineAt(lines, error.from)
  const place = {text, lines, index, line: lines[index] as Line, error}
  for (const rule of rules) {
    const found = rule(place)
    if (found !== undefined) return found
  }
  return {at: error.from, ...syntaxSentence(error.code, error.message)}
}
