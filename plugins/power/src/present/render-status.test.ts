import {expect, test} from 'vitest'
import {gatherStatus} from './render-status.ts'

test('machines that say the same stand in one line, unknown ones with why', () => {
  const on = ['n1', 'n2', 'n3'].map((host) => ({host, power: 'on' as const, changed: false, proofs: []}))
  const error = {code: 'PLUG_SILENT', message: 'p4 does not answer.', exit: 4 as const}
  expect(gatherStatus([...on, {host: 'n4', power: 'unknown', changed: false, proofs: [], error}])).toBe(
    'n[1-3]: on\nn4: unknown: p4 does not answer.',
  )
})
