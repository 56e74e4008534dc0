import {plural} from '@ops/core/text'
import type {PhoneResult} from '../session/on-phones.ts'
import type {DriftReport} from '../service/find-drift.ts'
import {showError} from './render-set-up.ts'
import {visible} from './escape-controls.ts'

export function showDrift(results: readonly PhoneResult<DriftReport>[]): string {
  const text = results
    .map((result) => {
      if (result.error !== undefined) return showError(result.host, result.error)
      if (result.drift.length === 0) return `${result.host}: as ops left it`
      return [
        `${result.host}: ${plural(result.drift.length, 'difference')}`,
        ...result.drift.map((line) => `  ${line}`),
        `  Next: ${result.next}`,
      ].join('\n')
    })
    .join('\n')
  return visible(text)
}
