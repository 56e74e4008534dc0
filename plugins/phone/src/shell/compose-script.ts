import {shellQuote} from '@ops/core/transport'

/** One command of a shell script: a program or a function, and its arguments. */
export type Call = readonly string[]

/** A script of fixed functions and, below them, one call per line; every word of a call is quoted. */
export function composeScript(functions: string, calls: readonly Call[]): string {
  return [withoutHeaders(functions), ...calls.map(shellQuote), ''].join('\n')
}

/**
 * A script with variables set in front of it. Each value is quoted. A list becomes one value, its words separated by
 * blanks, for a script that splits it again; so a word of a list must not hold a blank, a quote or a pattern.
 */
export function withVariables(script: string, variables: Readonly<Record<string, string | readonly string[]>>): string {
  const lines = Object.entries(variables).map(
    ([name, value]) => `${name}=${shellQuote([typeof value === 'string' ? value : wordList(value)])}`,
  )
  return `${lines.join('\n')}\n\n${withoutHeaders(script)}`
}

function wordList(words: readonly string[]): string {
  const invalid = words.find((word) => !/^[\w./:@+-]+$/.test(word))
  if (invalid !== undefined) throw new TypeError(`${JSON.stringify(invalid)} cannot be an element of a list in a shell variable.`)
  return words.join(' ')
}

/** Comments from the start of a line (headers, directives of shellcheck) are for readers of the file, not for the phone. */
function withoutHeaders(script: string): string {
  return script
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/^\n+/, '')
    .replaceAll(/\n{3,}/g, '\n\n')
}
