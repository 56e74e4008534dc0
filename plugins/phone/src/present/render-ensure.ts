import type {EnsureOutcome} from '../service/ensure-sshd.ts'
import type {PhoneResult} from '../session/on-phones.ts'
import {visible} from './escape-controls.ts'
import {showError} from './render-set-up.ts'

export function renderEnsure(results: readonly PhoneResult<EnsureOutcome>[]): string {
  const lines = results.map((result) =>
    result.error === undefined
      ? `${result.host}: sshd ${result.changed ? 'started' : 'runs'} (${result.banner})`
      : showError(result.host, result.error),
  )
  return visible(lines.join('\n'))
}
