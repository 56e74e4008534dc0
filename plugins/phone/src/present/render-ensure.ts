import type {EnsureOutcome} from '../service/ensure-sshd.ts'
import type {PhoneResult} from '../session/on-phones.ts'
import {escapeControls} from './escape-controls.ts'
import {renderError} from './render-set-up.ts'

export function renderEnsure(results: readonly PhoneResult<EnsureOutcome>[]): string {
  const lines = results.map((result) =>
    result.error === undefined
      ? `${result.host}: sshd ${result.changed ? 'started' : 'runs'} (${result.banner})`
      : renderError(result.host, result.error),
  )
  return escapeControls(lines.join('\n'))
}
