import {characterRules, closingRules, lastRules} from './character-rules.ts'
import {columnRules} from './column-rules.ts'
import {lineAt, type Line, linesOf} from './lines.ts'
import type {Mistake, ParserError} from './mistake.ts'
import {syntaxSentence} from './sentences.ts'

const rules = [...closingRules, ...characterRules, ...columnRules, ...lastRules]

/** The parser stumbles where a mistake makes no more sense, which may be far behind the mistake. The first rule that fits counts. */
export function diagnose(text: string, error: ParserError): Mistake {
  const lines = linesOf(text)
  const index = lineAt(lines, error.from)
  const place = {text, lines, index, line: lines[index] as Line, error}
  for (const rule of rules) {
    const found = rule(place)
    if (found !== undefined) return found
  }
  return {at: error.from, ...syntaxSentence(error.code, error.message)}
}
