import {expect, test} from 'vitest'
import {evaluateConditions} from './conditions.ts'

const modified = new Date('2026-01-02T03:04:05.678Z')
const [before, same, later] = ['Fri, 02 Jan 2026 03:04:04 GMT', 'Fri, 02 Jan 2026 03:04:05 GMT', 'Fri, 02 Jan 2026 03:04:06 GMT']

test.each([
  [{}, undefined],
  [{'if-none-match': '"v1"'}, 304],
  [{'if-none-match': '"v0", W/"v1"'}, 304],
  [{'if-none-match': '*'}, 304],
  [{'if-none-match': '"v0"', 'if-modified-since': later}, undefined],
  [{'if-modified-since': before}, undefined],
  [{'if-modified-since': same}, 304],
  [{'if-modified-since': 'yesterday'}, undefined],
  [{'if-match': '"v1"', 'if-unmodified-since': before}, undefined],
  [{'if-match': '*'}, undefined],
  [{'if-match': 'W/"v1"'}, 412],
  [{'if-match': '"v0"', 'if-none-match': '"v1"'}, 412],
  [{'if-unmodified-since': before}, 412],
  [{'if-unmodified-since': same}, undefined],
  [{'if-unmodified-since': 'yesterday'}, undefined],
])('%j is %s', (headers, status) => expect(evaluateConditions(headers, '"v1"', modified)).toBe(status))

test('without a date only the ETag is compared', () => {
  expect(evaluateConditions({'if-modified-since': later, 'if-unmodified-since': before}, '"v1"', undefined)).toBeUndefined()
})
