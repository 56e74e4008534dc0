import {readFileSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {normalise} from './rig/normalise.ts'
import {phoneNeeds, type Rig, startRig, type TestPhone} from './rig/phone-rig.ts'
import {byHand, foreignKey} from './rig/by-hand.ts'

const test = lab(phoneNeeds)
let rig: Rig
beforeAll(async () => {
  if (process.getuid?.() === 0) rig = await startRig()
})
afterAll(() => rig?.[Symbol.dispose]())

/** Outputs per generation and state; OPS_GOLDEN=write writes them for reading in the diff. */
function expectGolden(name: string, text: string): void {
  const file = fileURLToPath(new URL(`./golden/${name}.golden`, import.meta.url))
  if (process.env['OPS_GOLDEN'] === 'write') writeFileSync(file, text)
  else expect(text).toBe(readFileSync(file, 'utf8'))
}

const states: Record<string, (phone: TestPhone, key: string) => Promise<void>> = {
  fresh: async () => {},
  'done already': async (phone, key) => void (await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`)),
  'foreign keys': async (phone) => byHand(phone),
}

describe.each(['14.1', '17.1', '18.1', '20'])('LineageOS %s', (generation) => {
  for (const [state, prepare] of Object.entries(states)) {
    test(`${generation}, ${state}: plan, outcome and the way back`, async () => {
      const key = rig.key(`key-${generation}-${state.replaceAll(' ', '-')}`)
      using phone = await rig.boot(generation)
      await prepare(phone, key)
      const before = await phone.sh('cat /data/ssh/authorized_keys /data/ssh/sshd_config 2> /dev/null || :')
      const planned = await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`, '--check')
      expect(planned.code).toBe(state === 'done already' ? 0 : 6)
      expect(await phone.sh('cat /data/ssh/authorized_keys /data/ssh/sshd_config 2> /dev/null || :')).toBe(before)
      const done = await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`)
      expect(done).toMatchObject({code: 0})
      const again = await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`)
      expect(again).toMatchObject({code: 0})
      expect(again.stdout).toMatch(/: no changes\n/)
      if (state === 'foreign keys') expect(await phone.sh('cat /data/ssh/authorized_keys')).toContain(foreignKey)
      const removed = await rig.ops('phone', 'sshd', phone.serial, '--remove')
      expect(removed).toMatchObject({code: 0})
      if (state !== 'done already')
        expect(await phone.sh('cat /data/ssh/authorized_keys /data/ssh/sshd_config 2> /dev/null || :')).toBe(before)
      expect(await phone.sh('ls /data/ssh; ls /data/local')).not.toContain('ops')
      const text = [
        `# planned, exit ${planned.code}`,
        planned.stdout,
        `# done, exit ${done.code}`,
        done.stdout,
        `# removed, exit ${removed.code}`,
        removed.stdout,
      ].join('\n')
      expectGolden(
        `${generation}-${state.replaceAll(' ', '-')}`,
        normalise(text).replaceAll(`key-${generation}-${state.replaceAll(' ', '-')}`, 'COMMENT'),
      )
    })
  }
})

test('a ROM without sshd is refused with the next step, and nothing is written', async () => {
  const key = rig.key('none')
  using phone = await rig.boot('none')
  const {code, stdout} = await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`)
  expect(code).toBe(5)
  expect(stdout).toContain('has no sshd: looked in /product/bin')
  expect(await phone.sh('ls /data')).toBe('local\n')
})
