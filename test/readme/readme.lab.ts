import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import process from 'node:process'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {root} from '../cli/run-ops.ts'
import {lab, unmet} from '../lab/require.ts'
import {type FreshMachine, freshMachine, type User} from './fresh-machine.ts'
import {missingLines, shownCommands} from './shown.ts'

const needs = {root: true, programs: ['mmdebstrap', 'unshare', 'nsenter', 'setpriv', 'git']}
const test = lab(needs)

/** A gate has time for one Debian and a few tests. OPS_README=all: Debian 12 and 13 (Node 18 and 20), with all tests by both users. */
const isLong = process.env['OPS_README'] === 'all'
const verify = isLong ? 'npm run verify' : 'npm run verify -- src/hostset src/text'
const suites = isLong ? ['bookworm', 'trixie'] : ['bookworm']

/** What the README shows of a lab with hosts that have ssh and CRIU; others have a service to move. */
const fullOnly = /^ops evacuate/
const limitMs = 1_500_000

describe.each(suites)('the commands of the README on a %s with only nodejs, npm and git', (suite) => {
  let machine: FreshMachine
  beforeAll(async () => {
    if (unmet(needs).length === 0) machine = await freshMachine(suite)
  }, 900_000)
  afterAll(async () => {
    for (const user of ['tester', 'root'] as const) await machine?.sh(user, 'node bin/run.js lab down', limitMs)
    await machine?.[Symbol.asyncDispose]()
  }, limitMs)

  const shown = shownCommands(readFileSync(join(root, 'README.md'), 'utf8'))
  const [demo, ...others] = shown.filter(({command}) => command !== 'npm run verify')

  test('the README shows both, and goes on with the lab of the first', () => {
    expect(shown.map(({command}) => command)).toEqual(expect.arrayContaining(['npm run demo', 'ops lab status', 'npm run verify']))
    expect(demo?.command).toBe('npm run demo')
  })

  // The user first: the demo of root installs ssh and more.
  for (const user of ['tester', 'root'] as const) {
    /** What the first command tells to type before ops can be typed. */
    let exports: string[] = []
    const type = (user: User, command: string) => machine.sh(user, [...exports, command].join(' && '), limitMs)

    test(
      `${user}: $ npm run demo`,
      async () => {
        const {code, output} = await type(user, 'npm run demo')
        expect(code, output).toBe(0)
        expect(output.split('\n').filter((line) => /warn|notice|deprecated/i.test(line)).length, output).toBeLessThanOrEqual(3)
        expect(output).toContain('The lab is up, and ops can be typed.')
        if (user === 'root') expect(missingLines(demo?.lines ?? [], output), output).toEqual([])
        else expect(output).toMatch(/^node1: off$/m)
        exports = [...output.matchAll(/^ {2}(export .*)$/gm)].map((match) => match[1] ?? '')
        // Root has /usr/local/bin on the PATH; this user has no folder there that can be written.
        expect(exports.map((line) => line.split('=')[0])).toEqual(user === 'root' ? [] : ['export PATH'])
      },
      limitMs,
    )

    for (const {command, lines} of others.filter(({command}) => user === 'root' || !fullOnly.test(command)))
      test(
        `${user}: $ ${command}`,
        async () => {
          const {code, output} = await type(user, command)
          expect(code, output).toBe(0)
          if (user === 'root') expect(missingLines(lines, output), output).toEqual([])
        },
        limitMs,
      )

    if (isLong)
      test(
        `${user}: a step that fails leaves neither lab nor link`,
        async () => {
          const links = '/usr/local/bin/ops ~/.local/bin/ops'
          const failed = await machine.sh(user, `rm -f ${links}; OPS_STATE_DIR=/proc/none npm run demo`, limitMs)
          expect(failed.code, failed.output).not.toBe(0)
          expect(failed.output).toContain('npm run demo failed after')
          const {output} = await machine.sh(user, `ls ${links}; node bin/run.js lab status`, limitMs)
          expect(output).toMatch(/No such file[\s\S]*No such file[\s\S]*There is no lab/)
        },
        limitMs,
      )

    test(
      `${user}: $ ${verify}`,
      async () => {
        const {code, output} = await machine.sh(user, verify, limitMs)
        expect(output.trimEnd().split('\n').at(-1), output).toMatch(/^\d+ passed, 0 failed(, \d+ skipped)?$/)
        expect(code).toBe(0)
      },
      limitMs,
    )
  }
})
