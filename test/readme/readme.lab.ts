import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {root} from '../cli/run-ops.ts'
import {lab, unmet} from '../lab/require.ts'
import {type FreshMachine, freshMachine} from './fresh-machine.ts'
import {missingLines, shownCommands} from './shown.ts'

const needs = {root: true, programs: ['mmdebstrap', 'unshare', 'git']}
const test = lab(needs)
let machine: FreshMachine | undefined
afterAll(() => machine?.[Symbol.dispose]())

describe("a stranger's first ten minutes, on a Debian with only an old Node and npm", () => {
  beforeAll(() => {
    if (unmet(needs).length === 0) machine = freshMachine()
  }, 300_000)
  const shown = shownCommands(readFileSync(join(root, 'README.md'), 'utf8')).filter(({command}) => command !== 'npm run verify')

  test('the README shows the demo', () => {
    expect(shown.map(({command}) => command)).toContain('npm run demo')
  })

  for (const {command, lines} of shown) {
    test(`$ ${command}`, async () => {
      const {code, output} = (await machine?.sh(command, 400_000)) ?? {code: null, output: ''}
      expect(missingLines(lines, output), output).toEqual([])
      expect(code, output).toBe(0)
    }, 420_000)
  }
})
