import {isDash, lineAt, lineBefore} from './lines.ts'
import type {Mistake, Place, Rule} from './mistake.ts'
import {openBrackets} from './open-brackets.ts'
import {syntaxSentence} from './sentences.ts'

/** Codes for a line that is read as the key of the next. */
const implicitKey = new Set(['MULTILINE_IMPLICIT_KEY', 'MISSING_CHAR', 'UNEXPECTED_TOKEN', 'BLOCK_AS_IMPLICIT_KEY'])

/** What is not closed: everything behind it may look wrong. */
export const closingRules: readonly Rule[] = [secondDocument, openQuote, openBracket]

/** Blanks, colons and commas that are missing or too many. */
export const characterRules: readonly Rule[] = [strayComma, blankAfterColon, blankAfterDash]

/** Fits many lines, and so comes last. */
export const lastRules: readonly Rule[] = [noColon]

function secondDocument({text, error}: Place): Mistake | undefined {
  if (error.code !== 'MULTIPLE_DOCS') return undefined
  return {
    at: error.from,
    ...syntaxSentence(error.code, error.message),
    repair: [{at: error.from, drop: text.length - error.from, put: ''}],
  }
}

function openQuote({text, error}: Place): Mistake | undefined {
  if (error.quote === undefined) return undefined
  return {
    at: error.quote,
    message: `the quote (${text[error.quote]}) that opens here is not closed.`,
    hint: 'Close it where the text ends.',
  }
}

/** Brackets that are open where an entry of another line begins, or another bracket closes. */
function openBracket({text, lines, error}: Place): Mistake | undefined {
  const open = openBrackets(text, error.from)
  const [outer, inner] = [open[0], open.at(-1)]
  if (inner === undefined || outer === undefined) return undefined
  const isUnclosed = /sufficiently indented|expected [\]}]|with a [\]}]/.test(error.message)
  if (isUnclosed) {
    const bracket = text[inner] as '[' | '{'
    return {
      at: inner,
      message: `the bracket "${bracket}" that opens here is not closed.`,
      hint: `Write "${bracket === '[' ? ']' : '}'}" where it ends.`,
    }
  }
  if (error.code !== 'BLOCK_IN_FLOW' && error.code !== 'MULTILINE_IMPLICIT_KEY' && error.code !== 'BLOCK_AS_IMPLICIT_KEY') return undefined
  const end = lines[lineAt(lines, error.from)]?.end ?? error.from
  return {
    at: Math.min(error.from, end),
    message: 'a comma is missing after this entry, or a bracket before it is not closed.',
    hint: 'Write {a: b, c: {d: e}}.',
  }
}

/** `web1: {address: a},` as in JSON. */
function strayComma({text, error}: Place): Mistake | undefined {
  if (error.code !== 'UNEXPECTED_TOKEN' || !/^,[ \t\r]*(?:#|\n|$)/.test(text.slice(error.from, error.from + 80))) return undefined
  return {
    at: error.from,
    message: 'a comma stands behind an entry that is not in brackets.',
    hint: 'Remove it.',
    repair: [{at: error.from, drop: 1, put: ''}],
  }
}

function blankAfterColon({line, error}: Place): Mistake | undefined {
  const [found, before = '', key = '', value = ''] = /^((?:-\s+)*)([A-Za-z_"'][\w."'[\]-]*):([^\s:].*)$/.exec(line.content) ?? []
  if (found === undefined || !implicitKey.has(error.code)) return undefined
  const at = line.at + line.indent + before.length + key.length + 1
  return {
    at,
    message: `a blank is missing after "${key}:".`,
    hint: `Write ${key}: ${value.length > 40 ? '…' : value}`,
    repair: [{at, drop: 0, put: ' '}],
  }
}

function blankAfterDash({lines, index, line}: Place): Mistake | undefined {
  const before = lines[lineBefore(lines, index, ({indent}) => indent <= line.indent)]
  if (!/^-[^\s-]/.test(line.content) || before?.indent !== line.indent || !isDash(before.content)) return undefined
  const at = line.at + line.indent + 1
  return {at, message: 'a blank is missing after "-".', hint: `Write - ${line.content.slice(1)}`, repair: [{at, drop: 0, put: ' '}]}
}

/** A key alone in its line, or before its value. */
function noColon({line, error}: Place): Mistake | undefined {
  const [found, dash = '', key = '', between = '', value = ''] =
    /^((?:-\s+)*)([A-Za-z_][\w.[\]-]*)(\s*=\s*|\s+|)(.*)$/.exec(line.content) ?? []
  const isKey = error.code === 'MULTILINE_IMPLICIT_KEY' || (error.code === 'MISSING_CHAR' && error.message.includes('Implicit map keys'))
  const start = line.at + line.indent + dash.length
  if (!isKey || found === undefined || error.from > start || /:\s/.test(value)) return undefined
  return {
    at: start,
    message: `the colon after "${key}" is missing.`,
    hint: value === '' ? `Write ${key}:` : `Write ${key}: ${value.length > 40 ? '…' : value}`,
    repair: [{at: start + key.length, drop: between.length, put: value === '' ? ':' : ': '}],
  }
}
