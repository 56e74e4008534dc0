import {spawnSync} from 'node:child_process'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {composeScript, withVariables} from './compose-script.ts'

const text = fc.string({unit: 'grapheme'}).filter((value) => !value.includes('\0'))
const run = (script: string) => spawnSync('sh', ['-c', script], {encoding: 'utf8'})

test('the arguments of a call reach its function unchanged, whatever they hold', () => {
  const functions = '# A header.\nshow() {\n  for word; do printf "%s\\n-\\n" "$word"; done\n}\n'
  fc.assert(
    fc.property(fc.array(text), (words) => {
      expect(run(composeScript(functions, [['show', ...words]])).stdout).toBe(words.map((word) => `${word}\n-\n`).join(''))
    }),
    {numRuns: 30},
  )
})

test('a variable holds its value unchanged, whatever it is', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(run(withVariables('printf "%s-" "$value"\n', {value})).stdout).toBe(`${value}-`)
    }),
    {numRuns: 30},
  )
})

test('a list is split into its words again, and a word that the shell would split or expand is refused', () => {
  const script = 'for word in $list; do echo "$word"; done\n'
  expect(run(withVariables(script, {list: ['/data', 'ro.debuggable']})).stdout).toBe('/data\nro.debuggable\n')
  for (const word of ['a b', '*', '', '$HOME', "'"]) expect(() => withVariables(script, {list: [word]})).toThrow(TypeError)
})

test('headers stay here, comments inside a function go to the phone', () => {
  const functions = '#!/bin/sh\n# A header.\n# shellcheck shell=sh\n\nf() {\n  # Why.\n  :\n}\n'
  expect(composeScript(functions, [['f', 'x y']])).toBe("f() {\n  # Why.\n  :\n}\n\nf 'x y'\n")
})
