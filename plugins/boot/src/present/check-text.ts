import {formatBytes, table} from '@ops/core/text'
import type {CheckedHost, WireAnswer} from '../check/check-files.ts'

export function checkText(hosts: readonly CheckedHost[], columns?: number): string {
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
  return table(rows, ['HOST', 'FILE', 'TFTP', 'HTTP', 'RESULT'], columns)
}

function answerText(answer: WireAnswer): string {
  return 'error' in answer ? 'failed' : `${formatBytes(answer.bytes)} in ${answer.ms} ms`
}
