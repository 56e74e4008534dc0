import type {Linted} from '../lint/lint.ts'

export function lintText({remarks, problems, changed}: Linted, fix: boolean): string {
  const lines = [
    ...remarks.map(({place, url, text}) => `${place}: ${url}: ${text}.`),
    ...problems,
    remarks.length + problems.length === 0
      ? 'No problem.'
      : `${count(changed.length, 'file')} ${fix ? 'fixed' : 'to fix with --fix'}, ${count(problems.length, 'problem')} to correct by hand.`,
  ]
  return lines.join('\n')
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
