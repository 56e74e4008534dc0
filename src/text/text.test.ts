import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {asSentence, errorMessage, formatBytes, lastLine, plural, withoutStop} from './index.ts'

test.each([
  ['a\nb.\n\n', 'b'],
  ['one line', 'one line'],
  ['  \r\n', ''],
  ['', ''],
  ['first\n  E: no such package...  \n', 'E: no such package...'],
])('the last line of %j is %j', (text, line) => {
  expect(lastLine(text)).toBe(line)
})

test('a sentence ends with one mark', () => {
  expect(asSentence('it failed')).toBe('it failed.')
  expect(asSentence('it failed. ')).toBe('it failed.')
  expect(asSentence('really?')).toBe('really?')
  expect(withoutStop('it failed. ')).toBe('it failed')
  expect(withoutStop('and so on...')).toBe('and so on...')
})

test('any thrown value has a message', () => {
  expect(errorMessage(new Error('it failed.'))).toBe('it failed')
  expect(errorMessage('text')).toBe('text')
  expect(errorMessage(undefined)).toBe('undefined')
})

test('a failed system call has the words of the C library, without Node.js code, call and path', () => {
  const failed = (action: () => unknown) => {
    try {
      return action()
    } catch (error) {
      return errorMessage(error)
    }
  }
  expect(failed(() => readFileSync('/nowhere/at-all'))).toBe('no such file or directory')
  expect(failed(() => readFileSync('/'))).toBe('illegal operation on a directory')
  expect(errorMessage(Object.assign(new Error('getaddrinfo ENOTFOUND x'), {errno: -3008, syscall: 'getaddrinfo'}))).toBe(
    'unknown node or service',
  )
})

test('of several attempts the last one is reported', () => {
  expect(errorMessage(new AggregateError([new Error('first'), new Error('last.')]))).toBe('last')
})

test('counts agree with their nouns', () => {
  expect([0, 1, 2].map((count) => plural(count, 'host'))).toEqual(['0 hosts', '1 host', '2 hosts'])
  expect(plural(2, 'directory', 'directories')).toBe('2 directories')
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [20_300_000, '20.3 MB'],
  [5e15, '5000.0 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
