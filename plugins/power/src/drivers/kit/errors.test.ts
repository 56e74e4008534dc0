import {OpsError} from '@ops/core/errors'
import {expect, it} from 'vitest'
import {driverErrors, leavesUnknown} from './errors.ts'

it.each([
  ['a lost answer', driverErrors.POWER_UNKNOWN({host: 'a'}, 'a', 'off', 'no answer'), true],
  ['a lost answer, told by a driver of another package', new OpsError('POWER_UNKNOWN', 'No answer.', 'allFailed'), true],
  ['a bug of a driver', new TypeError('x is undefined'), true],
  ['something else that is thrown', 'stopped', true],
  ['a plug that was not reached', driverErrors.POWER_PLUG_SILENT({host: 'a'}, 'a', 'plug:80', 'connection refused'), false],
  ['an error of another package', new OpsError('MINE_REFUSED', 'It refused.', 'allFailed'), false],
])('after %s it is known or not whether the outlet switched', (_, error, isUnknown) => {
  expect(leavesUnknown(error)).toBe(isUnknown)
})
