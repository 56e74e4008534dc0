import {plural} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'
import type {Linted} from '../lint/lint.ts'

export function lintText({remarks, problems, changed}: Linted, fix: boolean): string {
  const found = [...remarks.map(({place, url, text}) => `${place}: ${url}: ${text}.`), ...problems]
  const counts = [
    ...(changed.length === 0 ? [] : [`${plural(changed.length, 'file')} ${fix ? 'fixed' : 'to fix with --fix'}`]),
    ...(problems.length === 0 ? [] : [`${plural(problems.length, 'problem')} to correct by hand`]),
  ]
  const lines = [
    ...found.toSorted(new Intl.Collator('en', {numeric: true}).compare),
    found.length === 0 ? 'No problem.' : `${counts.join(', ')}.`,
  ]
  return joinLines(lines)
}
