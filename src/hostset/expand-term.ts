import {hostsetErrors} from './errors.ts'

/** A mistyped range such as [1-1000000000] must not eat the machine's memory. */
export const mostHosts = 1_000_000

/** The names of one term, e.g. `n[08-10/2]-[a,b]`: every combination, the rightmost bracket runs fastest. */
export function expandTerm(term: string, set: string, at: number): string[] {
  let names = ['']
  let offset = at
  for (const [index, part] of term.split(/[[\]]/).entries()) {
    const isLiteral = index % 2 === 0
    const choices = isLiteral ? [checkLiteral(part, set, offset)] : expandBracket(part, set, offset)
    offset += part.length + 1
    // Before and behind brackets there is often nothing.
    if (isLiteral && part === '') continue
    if (names.length * choices.length > mostHosts) throw hostsetErrors.HOSTSET_TOO_LARGE({}, set, mostHosts)
    names = names.flatMap((name) => choices.map((choice) => name + choice))
  }
  return names
}

/** `u1..3` outside brackets is what other languages write for a range. */
function checkLiteral(part: string, set: string, at: number): string {
  const dots = /\d\.{2,}\d/.exec(part)
  if (dots !== null) throw hostsetErrors.HOSTSET_SYNTAX({}, set, at + dots.index, `"${dots[0]}" is no range`)
  return part
}

/** `1-16,20`, `0-30/2`, `08-10`; a word is taken as it is, but nothing that looks like another notation of a range. */
function expandBracket(inside: string, set: string, start: number): string[] {
  let at = start - 1
  return inside.split(',').flatMap((piece, index, pieces) => {
    at += 1 + (pieces[index - 1]?.length ?? 0)
    const range = /^(\d+)-(\d+)(?:\/(\d+))?$/.exec(piece)
    if (range === null) {
      if (/^\w+(?:\.\w+)*$/.test(piece)) return [piece]
      throw hostsetErrors.HOSTSET_SYNTAX({}, set, at, `"${piece}" is neither a number, a word nor a range of numbers`)
    }
    const [, low = '', high = '', stepText = '1'] = range
    const [first, last, step] = [Number(low), Number(high), Number(stepText)]
    if (first > last) throw hostsetErrors.HOSTSET_SYNTAX({}, set, at, `the range ${piece} runs backwards`)
    if (step === 0) throw hostsetErrors.HOSTSET_SYNTAX({}, set, at, `the range ${piece} has a step of 0`)
    if ((last - first) / step >= mostHosts) throw hostsetErrors.HOSTSET_TOO_LARGE({}, set, mostHosts)
    const width = low.startsWith('0') ? low.length : 0
    const names: string[] = []
    for (let number = first; number <= last; number += step) names.push(String(number).padStart(width, '0'))
    return names
  })
}
