import {hostsetErrors} from './errors.ts'

export type SetOperator = ',' | '!' | '&' | '^'

export interface SetTerm {
  /** What joins it to everything on its left; the first term has a union. */
  operator: SetOperator
  text: string
  /** Offset in the whole set, for sentences. */
  at: number
}

/** Splits a set at its operators outside brackets. White space separates like a comma, as in ClusterShell. */
export function splitSet(set: string): SetTerm[] {
  const terms: SetTerm[] = []
  let operator: SetOperator = ','
  let pending = false
  let start = 0
  let depth = 0
  let opened = 0
  const flush = (end: number) => {
    const text = set.slice(start, end)
    if (text === '') return
    terms.push({operator, text, at: start})
    operator = ','
    pending = false
  }
  for (let at = 0; at < set.length; at++) {
    const char = set.charAt(at)
    if (char === '[') {
      opened = at
      if (depth++ > 0) throw hostsetErrors.HOSTSET_SYNTAX({}, set, at, 'a bracket inside brackets')
    } else if (char === ']') {
      if (depth-- === 0) throw hostsetErrors.HOSTSET_SYNTAX({}, set, at, 'a closing bracket without an opening one')
    } else if (depth === 0 && /[\s,!&^]/.test(char)) {
      flush(at)
      start = at + 1
      if (/\s/.test(char)) continue
      if (pending) throw hostsetErrors.HOSTSET_SYNTAX({}, set, at, `"${char}" after another operator`)
      operator = char as SetOperator
      pending = char !== ','
      if (pending && terms.length === 0) throw hostsetErrors.HOSTSET_SYNTAX({}, set, at, `"${char}" with nothing before it`)
    }
  }
  if (depth > 0) throw hostsetErrors.HOSTSET_SYNTAX({}, set, opened, 'an opening bracket without a closing one')
  flush(set.length)
  if (pending) throw hostsetErrors.HOSTSET_SYNTAX({}, set, set.length - 1, 'an operator with nothing after it')
  return terms
}
