import {plural} from '@ops/core/text'
import {joinLines} from '@ops/core/untrusted'
import type {PhoneResult} from '../session/on-phones.ts'
import type {DriftReport} from '../service/find-drift.ts'
import {renderError} from './render-set-up.ts'

export function renderDrift(results: readonly PhoneResult<DriftReport>[]): string {
  return results
    .map((result) => {
      if (result.error !== undefined) return renderError(result.host, result.error)
      if (result.drift.length === 0) return `${result.host}: unchanged`
      return joinLines([
        `${result.host}: ${plural(result.drift.length, 'difference')}`,
        ...result.drift.map((line) => `  ${line}`),
        `  Next: ${result.next}`,
      ])
    })
    .join('\n')
}
