import {readFileSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, describe, expect, vi} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {normalise} from './rig/normalise.ts'
import type {OpsRun} from './rig/ops.ts'
import {phoneNeeds, type Rig, startRig, type TestPhone} from './rig/phone-rig.ts'
import {byHand, foreignKey} from './rig/by-hand.ts'

// A test has up to eight runs of ops, each of which takes 15 s on a machine under load 25.
vi.setConfig({testTimeout: 400_000})
const test = lab(phoneNeeds)
let rig: Rig
beforeAll(async () => {
  if (process.getuid?.() === 0) rig = await startRig()
})
afterAll(() => rig?.[Symbol.dispose]())

/** One file is what was there, `----`, and what ops printed; OPS_GOLDEN=write writes them for reading in the diff. */
function expectGolden(generation: string, state: string, runs: readonly (readonly [string, OpsRun])[]): void {
  const file = fileURLToPath(new URL(`./golden/${generation}-${state.replaceAll(' ', '-')}.golden`, import.meta.url))
  const said = runs.flatMap(([name, {code, stdout}]) => [`# ${name}, exit ${code}`, normalise(stdout)])
  const text = `rom: ${generation}\nphone: ${state}\n----\n${said.join('\n')}`
  if (process.env['OPS_GOLDEN'] === 'write') writeFileSync(file, text)
  else expect(text).toBe(readFileSync(file, 'utf8'))
}

const access = (phone: TestPhone) => phone.sh('cat /data/ssh/authorized_keys /data/ssh/sshd_config 2> /dev/null || :')

describe.concurrent.each(['14.1', '17.1', '18.1', '20'])('LineageOS %s', (generation) => {
  for (const state of ['fresh', 'foreign keys'])
    test(`${generation}, ${state}: plan, set-up, second run, and removal`, async () => {
      const key = rig.key(`key-${generation}-${state.replaceAll(' ', '-')}`)
      using phone = await rig.boot(generation)
      if (state === 'foreign keys') await byHand(phone)
      const before = await access(phone)
      const sshd = async (code: number, ...flags: string[]) => {
        const run = await rig.ops('phone', 'sshd', phone.serial, ...flags)
        expect(run).toMatchObject({code})
        return run
      }
      const planned = await sshd(6, '--key', `${key}.pub`, '--check')
      expect(await access(phone)).toBe(before)
      const done = await sshd(0, '--key', `${key}.pub`)
      const checked = await sshd(0, '--key', `${key}.pub`, '--check')
      const again = await sshd(0, '--key', `${key}.pub`)
      expect(again.stdout).toMatch(/: no changes\n/)
      if (state === 'foreign keys') expect(await access(phone)).toContain(foreignKey)
      const removed = await sshd(0, '--remove')
      expect(await access(phone)).toBe(before)
      expect(await phone.sh('ls /data/ssh; ls /data/local')).not.toContain('ops')
      expectGolden(generation, state, [
        ['planned', planned],
        ['done', done],
        ['removed', removed],
      ])
      if (state === 'fresh')
        expectGolden(generation, 'done already', [
          ['planned', checked],
          ['done', again],
        ])
    })
})

test('a ROM without sshd is refused with the next step, and nothing is written', async () => {
  const key = rig.key('none')
  using phone = await rig.boot('none')
  const {code, stdout} = await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`)
  expect(code).toBe(5)
  expect(stdout).toContain('has no sshd in /product/bin')
  expect(await phone.sh('ls /data')).toBe('local\n')
})
