import {type Answer, table} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'
import {sizeText} from '../serve/status-text.ts'
import type {CheckedHost, WireAnswer} from './check-files.ts'

export function checkAnswer(hosts: CheckedHost[]): Answer {
  return {result: {hosts}, text: checkText(hosts), exit: exitOfHosts(hosts)}
}

function checkText(hosts: readonly CheckedHost[]): string {
  const rows = hosts.flatMap(({host, files}) =>
    files.map(({file, tftp, http, wrong}) => [
      host,
      file,
      answerText(tftp),
      http === undefined ? '-' : answerText(http),
      wrong === undefined ? 'ok' : `WRONG: ${wrong}`,
    ]),
  )
  if (rows.length === 0) return 'No profile names a file.'
  return table(rows, ['HOST', 'FILE', 'TFTP', 'HTTP', ''])
}

function answerText(answer: WireAnswer): string {
  return 'error' in answer ? 'failed' : `${sizeText(answer.bytes)} in ${answer.ms} ms`
}
