import {expect, test} from 'vitest'
import {parseRange} from './conditions.ts'

test.each([
  [undefined, undefined],
  ['bytes=0-9', {start: 0, end: 10}],
  ['bytes=90-', {start: 90, end: 100}],
  ['bytes=-5', {start: 95, end: 100}],
  ['bytes=-500', {start: 0, end: 100}],
  ['bytes=50-5000', {start: 50, end: 100}],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-4', undefined],
  ['bytes=0-1,5-6', undefined],
  ['lines=1-2', undefined],
])('%s of 100 bytes is %j', (header, range) => expect(parseRange(header, 100)).toEqual(range))
