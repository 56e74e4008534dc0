import {plural} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'
import type {Linted} from '../lint/lint.ts'

export function lintText({remarks, problems, changed}: Linted, fix: boolean): string {
  const lines = [
    ...remarks.map(({place, url, text}) => `${place}: ${url}: ${text}.`),
    ...problems,
    remarks.length + problems.length === 0
      ? 'No problem.'
      : `${plural(changed.length, 'file')} ${fix ? 'fixed' : 'to fix with --fix'}, ${plural(problems.length, 'problem')} to correct by hand.`,
  ]
  return joinLines(lines)
}
