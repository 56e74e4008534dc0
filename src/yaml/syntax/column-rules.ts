import {plural} from '../../text/index.ts'
import {endOfEntry, isDash, keyOf, type Line, lineBefore, opensBlock} from './lines.ts'
import type {Mistake, Place, Rule} from './mistake.ts'
import type {Edit} from './patch.ts'

const misplaced = new Set(['BAD_INDENT', 'BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY'])

/** Lines that begin with tabs, or in a column where they cannot. */
export const columnRules: readonly Rule[] = [tabs, topColumn, indentedTooFar, itemOutOfColumn, indentedBetween, noListEntry]

/** All lines of the part that begin with tabs, at once. */
function tabs({text, lines, index, line, error}: Place): Mistake | undefined {
  const start = line.at + line.indent
  const isIndent = error.from <= start && text.slice(line.at, start).includes('\t')
  if (error.code !== 'TAB_AS_INDENT' && !isIndent) return undefined
  if (!isIndent) {
    return {
      at: error.from,
      message: 'a tab stands before a key that is nested in this line.',
      hint: 'Write the nested keys in lines of their own, indented with blanks.',
    }
  }
  const count = text.match(/^[ ]*\t/gm)?.length ?? 1
  const more = count === 1 ? '' : ` here and in ${plural(count - 1, 'more line')}`
  const said = {at: text.indexOf('\t', line.at), message: `a tab is used as indentation${more}.`, hint: 'Indent with blanks.'}
  const before = lines[lineBefore(lines, index)]
  const fits = (test: (indent: number) => boolean) => [2, 4, 8].find((one) => test(expanded(text.slice(line.at, start), one)))
  const width =
    before === undefined
      ? 2
      : opensBlock(before.content)
        ? fits((indent) => indent > before.indent)
        : (fits((indent) => indent === before.indent) ?? fits((indent) => indent < before.indent))
  if (width === undefined) return said
  const repair = lines.flatMap(({at, indent}) => {
    const blanks = text.slice(at, at + indent)
    return blanks.includes('\t') ? [{at, drop: indent, put: ' '.repeat(expanded(blanks, width))}] : []
  })
  return {...said, repair}
}

function expanded(blanks: string, width: number): number {
  return [...blanks].reduce((columns, blank) => columns + (blank === '\t' ? width - (columns % width) : 1), 0)
}

/** A file whose first lines are indented. */
function topColumn({lines, index, line, error}: Place): Mistake | undefined {
  const first = lines.findIndex(({content}) => content !== '')
  const {indent = 0} = lines[first] ?? {}
  if (error.code !== 'UNEXPECTED_TOKEN' || line.indent !== 0 || indent === 0 || error.from !== line.at) return undefined
  return {
    at: error.from,
    message: `this line begins in column 1, and the file in column ${indent + 1} of line ${first + 1}.`,
    hint: 'Begin both in the same column.',
    repair: shift(lines, first, index, -indent),
  }
}

/** An entry below one that has its value already. */
function indentedTooFar({lines, index, line, error}: Place): Mistake | undefined {
  if (!misplaced.has(error.code)) return undefined
  const at = error.from > line.at + line.indent ? nextContent(lines, index) : index
  const [deep, before] = [lines[at], lines[lineBefore(lines, at)]]
  if (deep === undefined || before === undefined || deep.indent <= before.indent || opensBlock(before.content)) return undefined
  const [name, of] = [keyOf(deep.content), keyOf(before.content)]
  const isItem = isDash(deep.content)
  if (name === undefined && !isItem) return undefined
  const said = {
    at: deep.at + deep.indent,
    message: `${isItem ? 'this list entry' : `"${name}"`} is indented further than ${of === undefined ? 'the entry' : `"${of}"`} before it, which has a value already.`,
  }
  if (isItem && of !== undefined) {
    return {...said, hint: `Write the list either behind "${of}:" or below it, not both.`, isMisplaced: true}
  }
  const end = lines.findIndex(({content, indent}, other) => other > at && content !== '' && indent < deep.indent)
  return {
    ...said,
    hint: `Begin it in column ${before.indent + 1}, as the entry before it.`,
    repair: shift(lines, at, end === -1 ? lines.length : end, before.indent - deep.indent),
  }
}

/** An entry of a list left of those before it. */
function itemOutOfColumn({lines, index, line, error}: Place): Mistake | undefined {
  if (!misplaced.has(error.code) || !isDash(line.content)) return undefined
  const before = lines[lineBefore(lines, index, ({indent, content}) => indent <= line.indent || isDash(content))]
  if (before === undefined || before.indent <= line.indent) return undefined
  return {
    at: line.at + line.indent,
    message: `this list entry begins in column ${line.indent + 1}; the entry before it begins in column ${before.indent + 1}.`,
    hint: `Begin it in column ${before.indent + 1}.`,
    repair: shift(lines, index, endOfEntry(lines, index), before.indent - line.indent),
  }
}

/** An entry in a column in which no entry around it begins. */
function indentedBetween({lines, index, line, error}: Place): Mistake | undefined {
  if (!misplaced.has(error.code)) return undefined
  const at = error.from > line.at + line.indent ? nextContent(lines, index) : index
  const here = lines[at]
  const columns: number[] = []
  for (let before = at; here !== undefined && before > 0; ) {
    const least = columns.at(-1) ?? Number.POSITIVE_INFINITY
    before = lineBefore(lines, before, ({indent}) => indent < least)
    const found = lines[before]
    if (found === undefined) break
    columns.push(found.indent)
    if (found.indent <= here.indent) break
  }
  if (here === undefined || columns.length < 2 || columns.includes(here.indent)) return undefined
  const [low, high] = [columns.at(-1) ?? 0, columns.at(-2) ?? 0]
  return {
    at: here.at + here.indent,
    message: `this line begins in column ${here.indent + 1}; the entries before it begin in columns ${low + 1} and ${high + 1}.`,
    hint: `Begin it in column ${low + 1} or ${high + 1}.`,
    isMisplaced: true,
  }
}

function noListEntry({lines, index, line, error}: Place): Mistake | undefined {
  if (error.code !== 'BAD_INDENT' && error.code !== 'MISSING_CHAR') return undefined
  const before = lines[lineBefore(lines, index, ({indent}) => indent <= line.indent)]
  if (before === undefined || before.indent !== line.indent || !isDash(before.content) || isDash(line.content)) return undefined
  return {
    at: line.at + line.indent,
    message: 'this line stands in the column of a list, and does not begin with "- ".',
    hint: 'Write "- " before it, or indent it as the key that it belongs to.',
    isMisplaced: true,
  }
}

function nextContent(lines: readonly Line[], index: number): number {
  const next = lines.findIndex(({content}, at) => at > index && content !== '')
  return next === -1 ? index : next
}

/** Moves lines by some columns. */
function shift(lines: readonly Line[], start: number, end: number, columns: number): Edit[] {
  return lines
    .slice(start, end)
    .flatMap(({at, content, indent}) =>
      content === '' ? [] : [{at, drop: Math.min(indent, Math.max(0, -columns)), put: ' '.repeat(Math.max(0, columns))}],
    )
}
