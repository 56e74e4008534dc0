import type {EnsureOutcome} from '../service/ensure-sshd.ts'
import type {PhoneResult} from '../session/on-phones.ts'
import {joinLines} from '@ops/core/untrusted'
import {renderError} from './render-set-up.ts'

export function renderEnsure(results: readonly PhoneResult<EnsureOutcome>[]): string {
  const lines = results.map((result) =>
    result.error === undefined
      ? joinLines([`${result.host}: sshd ${result.changed ? 'started' : 'runs'} (${result.banner})`])
      : renderError(result.host, result.error),
  )
  return lines.join('\n')
}
