import {describe, expect, test} from 'vitest'
import {asOpsError, errorTable, exitOfHosts, type HostResult} from './index.ts'

const errors = errorTable({
  PLUG_SILENT: {
    message: (host: string, s: number) => `${host} said nothing for ${s} s.`,
    hint: (host) => `ops power info ${host}`,
    exit: 'unreachable',
  },
})

test('a row makes errors that name host, cause and next step', () => {
  const cause = new Error('timeout')
  const error = errors.PLUG_SILENT({host: 'p1', cause}, 'p1', 5)
  expect(error.toJSON()).toEqual({code: 'PLUG_SILENT', message: 'p1 said nothing for 5 s.', host: 'p1', hint: 'ops power info p1', exit: 4})
  expect(error.cause).toBe(cause)
})

test('what is not ours is internal', () => {
  expect(asOpsError('x', 'h').toJSON()).toEqual({code: 'INTERNAL', message: 'x', host: 'h', exit: 1})
})

describe('exit code of several hosts', () => {
  const host = (exit?: 1 | 4 | 5): HostResult => (exit === undefined ? {host: 'h'} : {host: 'h', error: {code: 'X', message: 'x', exit}})
  test.each([
    [[host(), host()], 0],
    [[], 0],
    [[host(), host(4)], 2],
    [[host(4), host(4)], 4],
    [[host(5), host(5)], 5],
    [[host(5)], 5],
    [[host(1)], 1],
    [[host(4), host(5)], 3],
    [[host(1), host(1)], 3],
  ])('%j → %i', (results, exit) => {
    expect(exitOfHosts(results)).toBe(exit)
  })
})
