import {expect, test} from 'vitest'
import {dumpOptions, restoreOptions} from './criu-options.ts'

test.each([
  [[], []],
  [['--file-locks'], ['--file-locks']],
  [['--tcp-close'], ['--tcp-close', '--skip-in-flight']],
  [
    ['--skip-in-flight', '--tcp-close'],
    ['--skip-in-flight', '--tcp-close'],
  ],
])('connections that may be closed may also be under way: %j is dumped with %j', (declared, expected) =>
  expect(dumpOptions(declared)).toEqual(expected),
)

test('options of the dump alone are not given to the restore', () => {
  const declared = ['--tcp-close', '--ghost-limit=3', '--skip-in-flight', '--irmap-scan-path=/srv', '--file-locks']
  expect(restoreOptions(declared)).toEqual(['--tcp-close', '--file-locks'])
})
