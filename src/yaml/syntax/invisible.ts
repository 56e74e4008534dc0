import type {Mistake} from './mistake.ts'
import {type Edit, Patch} from './patch.ts'

const invisible = /[\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]/
const noWidth = /[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/

/** Quoted text and comments, where such characters do no harm, or some of them. */
const tokens = new RegExp(String.raw`(?<=^|[\s,[{:-])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?<=^|\s)#.*|(?<run>${invisible.source}+)`, 'g')

const names: Record<string, string> = {
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u200b': 'zero-width space',
  '\u202f': 'narrow no-break space',
  '\u3000': 'ideographic space',
  '\ufeff': 'byte order mark',
}

/** Characters that look like a blank or like nothing, which YAML takes as text: the text with what was meant, and each line that has one. */
export function replaceInvisible(text: string): {patch: Patch; mistakes: Mistake[]} {
  const patch = new Patch(text)
  const mistakes: Mistake[] = []
  if (!invisible.test(text)) return {patch, mistakes}
  const edits: Edit[] = []
  let [at, blockIndent] = [0, Number.POSITIVE_INFINITY]
  for (const line of text.split('\n')) {
    const indent = line.length - line.trimStart().length
    // The text below `key: |` is what it is.
    if (indent <= blockIndent || line.trim() === '') {
      const runs = line.trim() === '' ? [] : runsIn(line)
      edits.push(
        ...runs.flatMap(({from, run}) =>
          [...run].map((one, index) => ({at: at + from + index, drop: 1, put: noWidth.test(one) ? '' : ' '})),
        ),
      )
      const [first] = runs
      if (first !== undefined) mistakes.push(mistake(at + first.from, first.run[0] as string))
      blockIndent = /[:\s][|>][+-]?\d?[+-]?\s*$/.test(line) ? indent : Number.POSITIVE_INFINITY
    }
    at += line.length + 1
  }
  patch.apply(edits)
  return {patch, mistakes}
}

function runsIn(line: string): {from: number; run: string}[] {
  return [...line.matchAll(tokens)].flatMap(({index, groups}) => {
    const run = groups?.['run']
    if (run === undefined) return []
    const [before, after] = [line.slice(0, index), line.slice(index + run.length)]
    // Between the words of a text a no-break space may be meant.
    const isEdge = /(?:^|[\s:,[{"'-])$/.test(before) || /^(?:$|[\s:,\]}"'#])/.test(after)
    return isEdge || noWidth.test(run) ? [{from: index, run}] : []
  })
}

function mistake(at: number, character: string): Mistake {
  const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  const name = names[character] === undefined ? '' : ` (${names[character]})`
  return noWidth.test(character)
    ? {at, message: `the invisible character ${code}${name} stands here.`, hint: 'Remove it.'}
    : {at, message: `the character ${code}${name} looks like a blank and is none.`, hint: 'Replace it by a blank.'}
}
