import {hostsetErrors} from './errors.ts'

/** A mistyped range such as [1-1000000000] must not eat the machine's memory. */
export const mostHosts = 1_000_000

/** The names of one term, e.g. `n[08-10/2]-[a,b]`: every combination, the rightmost bracket runs fastest. */
export function expandTerm(term: string, set: string, at: number): string[] {
  let names = ['']
  for (const [index, part] of term.split(/[[\]]/).entries()) {
    const choices = index % 2 === 0 ? [part] : expandBracket(part, set, at)
    if (names.length * choices.length > mostHosts) throw hostsetErrors.HOSTSET_TOO_LARGE({}, set, mostHosts)
    names = names.flatMap((name) => choices.map((choice) => name + choice))
  }
  return names
}

/** `1-16,20`, `0-30/2`, `08-10`; a part that is no range is taken as it is. */
function expandBracket(inside: string, set: string, at: number): string[] {
  return inside.split(',').flatMap((piece) => {
    const range = /^(\d+)-(\d+)(?:\/(\d+))?$/.exec(piece)
    if (range === null) {
      if (/^[\w.-]+$/.test(piece) && !piece.includes('/')) return [piece]
      throw hostsetErrors.HOSTSET_SYNTAX({}, set, at, `"${piece}" is neither a number, a name nor a range`)
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
