import {describe, expect, test} from 'vitest'
import {asOpsError, errorTable, errorText, exitOfHosts, type HostResult} from './index.ts'

const errors = errorTable({
  PLUG_SILENT: {
    message: (host: string, s: number) => `${host} said nothing for ${s} s.`,
    hint: (host) => `ops power info ${host}`,
    exit: 'unreachable',
  },
  REFUSED: {
    message: (host: string, sentences: readonly string[]) => `${host} cannot be emptied: ${sentences.join(' ')}`,
    hint: (host) => `ops evacuate ${host} --dry-run`,
    exit: 'refused',
  },
})

describe('several reasons of a refusal', () => {
  const parts = [
    {host: 'a', message: 'Port 80 is taken.', hint: 'end \u001b[31mnginx'},
    {host: 'b', message: 'It has \u001b[1mlocks.', hint: 'add "x"'},
  ]
  const refuse = (some: typeof parts) =>
    errors.REFUSED(
      {host: 'a', parts: some},
      'a',
      some.map(({message}) => message),
    )

  test('are printed one below the other, each with its next step, and are all in the JSON', () => {
    const error = refuse(parts)
    expect(errorText(error).split('\n')).toEqual([
      'a cannot be emptied:',
      '- Port 80 is taken.',
      '  Next: end \\x1b[31mnginx',
      '- It has \\x1b[1mlocks.',
      '  Next: add "x"',
    ])
    expect(error.toJSON()).toMatchObject({
      message: 'a cannot be emptied: Port 80 is taken. It has \\x1b[1mlocks.',
      parts: [{host: 'a'}, {host: 'b', hint: 'add "x"'}],
    })
  })

  test('one reason is an error like any other', () => {
    const error = refuse(parts.slice(0, 1))
    expect(errorText(error)).toBe('a cannot be emptied: Port 80 is taken.\nNext: ops evacuate a --dry-run')
    expect(error.toJSON()).not.toHaveProperty('parts')
  })
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
