import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {byHand, foreignKey} from './rig/by-hand.ts'
import {startKillProxy} from './rig/kill-proxy.ts'
import {getsIn} from './rig/login.ts'
import {runOps} from './rig/ops.ts'
import {phoneNeeds, type Rig, startRig, type TestPhone} from './rig/phone-rig.ts'

const test = lab(phoneNeeds)
let rig: Rig
beforeAll(async () => {
  if (process.getuid?.() === 0) rig = await startRig()
})
afterAll(() => rig?.[Symbol.dispose]())

/** Far more than a run needs; the loop ends when a run was not struck any more. */
const mostServices = 60

interface Scenario {
  /** Before a service reaches the phone, or once the phone has begun to answer. */
  when: 'before' | 'during'
  /** Makes the phone's old access, once; its storage is then the start of every round. */
  prepare(phone: TestPhone): Promise<void>
  /** After boot: starts what the old access needs. */
  start(phone: TestPhone): Promise<void>
  args(serial: string): string[]
  oldAccess(phone: TestPhone): boolean
  newAccess(phone: TestPhone): boolean
}

/** Strikes at every service in turn; after each the old access works, and the next run finishes the job. */
async function strikeEverywhere(name: string, generation: string, scenario: Scenario): Promise<number> {
  const {when} = scenario
  const frozen = join(rig.folder, `frozen-${name}`)
  {
    using phone = await rig.boot(generation)
    await scenario.prepare(phone)
    phone.freeze(frozen)
  }
  let strikes = 0
  for (let at = 1; at < mostServices; at++) {
    using phone = await rig.boot(generation, frozen)
    await scenario.start(phone)
    using proxy = await startKillProxy(rig.adbPort)
    const run = await runOps(scenario.args(phone.serial), {
      adbPort: proxy.port,
      folder: rig.folder,
      started: (kill) => proxy.arm(at, when, kill),
    })
    if (run.code !== null) {
      expect(run).toMatchObject({code: 0})
      return strikes
    }
    strikes++
    await expect
      .poll(() => scenario.oldAccess(phone), {timeout: 20_000, message: `old access after a kill ${when} service ${at}`})
      .toBe(true)
    // From another machine: here the lease of the killed run would have to lapse first, which takes 10 s.
    const next = await runOps(scenario.args(phone.serial), {adbPort: rig.adbPort, folder: join(rig.folder, 'elsewhere')})
    expect(next, `the run after a kill ${when} service ${at}`).toMatchObject({code: 0})
    expect(scenario.newAccess(phone)).toBe(true)
    expect(JSON.parse(await phone.sh('cat /data/ssh/ops/manifest.json'))).toMatchObject({state: 'done'})
  }
  throw new Error('the run never came to its end')
}

// One generation where time is short; all of them by `npm run chaos -- phone`.
const changed = process.env['OPS_MATRIX'] === 'whole' ? ['14.1', '17.1', '18.1', '20'] : ['17.1']

describe('SIGKILL at every step', () => {
  for (const generation of changed)
    test(`of a change of key and port on ${generation}: the first key still gets in, and the next run finishes`, async () => {
      const [first, second] = [rig.key('first'), rig.key('second')]
      const strikes = await strikeEverywhere(`change-${generation}`, generation, {
        when: 'before',
        prepare: async (phone) =>
          void expect(await rig.ops('phone', 'sshd', phone.serial, '--key', `${first}.pub`)).toMatchObject({code: 0}),
        start: async (phone) => void (await phone.sh('sh /data/ssh/ops/start-sshd')),
        args: (serial) => ['phone', 'sshd', serial, '--key', `${second}.pub`, '--port', '8023'],
        oldAccess: (phone) => getsIn(rig.adbPort, phone.serial, 8022, first) || getsIn(rig.adbPort, phone.serial, 8023, first),
        newAccess: (phone) => getsIn(rig.adbPort, phone.serial, 8023, first) && getsIn(rig.adbPort, phone.serial, 8023, second),
      })
      expect(strikes).toBeGreaterThan(15)
    }, 900_000)

  test('of a first set-up beside an sshd by hand: that one still lets its key in, and the next run finishes', async () => {
    const [hers, ours] = [rig.key('hers'), rig.key('ours')]
    const strikes = await strikeEverywhere('beside', '20', {
      when: 'during',
      prepare: (phone) => byHand(phone, readFileSync(`${hers}.pub`, 'utf8').trim()),
      start: async (phone) => void (await phone.sh('/product/bin/sshd -f /data/ssh/sshd_config < /dev/null > /dev/null 2>&1')),
      args: (serial) => ['phone', 'sshd', serial, '--key', `${ours}.pub`],
      oldAccess: (phone) => getsIn(rig.adbPort, phone.serial, 22, hers),
      newAccess: (phone) => getsIn(rig.adbPort, phone.serial, 22, hers) && getsIn(rig.adbPort, phone.serial, 8022, ours),
    })
    expect(strikes).toBeGreaterThan(15)
  }, 900_000)

  test('of a removal: the next one finishes, and nothing is left', async () => {
    const key = rig.key('removed')
    const frozen = join(rig.folder, 'frozen-removal')
    {
      using phone = await rig.boot('14.1')
      await byHand(phone)
      expect(await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`)).toMatchObject({code: 0})
      phone.freeze(frozen)
    }
    const look = (phone: TestPhone) => phone.sh('ls /data/ssh /data/local; cat /data/ssh/authorized_keys')
    let strikes = 0
    for (let at = 1; at < mostServices; at++) {
      using phone = await rig.boot('14.1', frozen)
      using proxy = await startKillProxy(rig.adbPort)
      const args = ['phone', 'sshd', phone.serial, '--remove']
      const run = await runOps(args, {adbPort: proxy.port, folder: rig.folder, started: (kill) => proxy.arm(at, 'during', kill)})
      if (run.code === null) strikes++
      else expect(run).toMatchObject({code: 0})
      expect(await runOps(args, {adbPort: rig.adbPort, folder: join(rig.folder, 'elsewhere')}), `after a kill at ${at}`).toMatchObject({
        code: 0,
      })
      expect(await look(phone)).not.toMatch(/ops|userinit/)
      expect(await look(phone)).toContain(foreignKey)
      if (run.code !== null) break
    }
    expect(strikes).toBeGreaterThan(4)
  }, 300_000)
})
