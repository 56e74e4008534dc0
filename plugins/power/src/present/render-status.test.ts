import {expect, test} from 'vitest'
import {renderGathered} from './render-status.ts'

test('machines with the same state share one line; an unknown one has its reason', () => {
  const on = ['n1', 'n2', 'n3'].map((host) => ({host, power: 'on' as const, changed: false, proofs: []}))
  const error = {code: 'POWER_PLUG_SILENT', message: 'p4 does not answer.', exit: 4 as const}
  expect(renderGathered([...on, {host: 'n4', power: 'unknown', changed: false, proofs: [], error}])).toBe(
    'n[1-3]: on\nn4: unknown: p4 does not answer.',
  )
})
