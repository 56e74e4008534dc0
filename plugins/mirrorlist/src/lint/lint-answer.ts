import type {Answer} from '@ops/core/cli'
import {exitCodes} from '@ops/core/errors'
import type {Linted} from './lint.ts'

/** Exit 5 with problems, 6 when --fix would change something, else 0. */
export function lintAnswer({remarks, problems, changed}: Linted, fix: boolean): Answer {
  const done = fix ? 'mended' : 'to mend with --fix'
  const lines = [
    ...remarks.map(({place, url, text}) => `${place}: ${url}: ${text}.`),
    ...problems,
    remarks.length + problems.length === 0
      ? 'No problem.'
      : `${count(changed.length, 'file')} ${done}, ${count(problems.length, 'problem')} for a person.`,
  ]
  const exit = problems.length > 0 ? exitCodes.refused : changed.length > 0 && !fix ? exitCodes.changes : exitCodes.done
  return {result: {remarks, problems, changed, fixed: fix}, text: lines.join('\n'), exit}
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
