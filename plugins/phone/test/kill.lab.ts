import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {byHand, foreignKey} from './rig/by-hand.ts'
import {eventually} from './rig/eventually.ts'
import {startKillProxy} from './rig/kill-proxy.ts'
import {getsIn} from './rig/login.ts'
import {phoneNeeds, type Rig, startRig, type TestPhone} from './rig/phone-rig.ts'

/** Far more services than a run asks for; the loop ends with the first run that was not killed. */
const mostServices = 60
/** The whole matrix takes long on a real adbd: `npm run chaos -- phone`. The gate strikes where this number leads. */
const whole = process.env['OPS_MATRIX'] === 'whole'
const seed = Number(process.env['OPS_SEED'] ?? Math.floor(Date.now() / 1000))
const roms = ['14.1', '17.1', '18.1', '20']

const test = lab(phoneNeeds)
let rig: Rig
beforeAll(async () => {
  if (process.getuid?.() === 0) rig = await startRig()
})
afterAll(() => rig?.[Symbol.dispose]())

interface Scenario {
  name: string
  /** Before a service reaches the phone, or once the phone has begun to answer. */
  when: 'before' | 'during'
  /** Services that every run of it asks for, at least. */
  services: number
  /** Makes the phone's old access, once; its storage is then the start of every round. */
  prepare(phone: TestPhone): Promise<void>
  /** After boot: starts what the old access needs. */
  start(phone: TestPhone): Promise<void>
  args(serial: string): string[]
  oldAccess(phone: TestPhone): Promise<boolean>
  /** The run after the killed one, with its expected outcome. */
  next(phone: TestPhone): Promise<void>
}

const files = new Map<string, string>()
/** One key pair of each name for all tests. */
const key = (name: string) => {
  if (!files.has(name)) files.set(name, rig.key(name))
  return files.get(name) ?? ''
}
const pub = (name: string) => `${key(name)}.pub`
const enters = (phone: TestPhone, port: number, name: string) => getsIn(rig.adbPort, phone.serial, port, key(name))
const restart = async (phone: TestPhone) => void (await phone.sh('sh /data/ssh/ops/start-sshd'))
const setUp = async (phone: TestPhone) =>
  void expect(await rig.ops('phone', 'sshd', phone.serial, '--key', pub('first'))).toMatchObject({code: 0})
const change = (serial: string) => ['phone', 'sshd', serial, '--key', pub('second'), '--port', '8023']
const firstEnters = async (phone: TestPhone) => (await enters(phone, 8022, 'first')) || enters(phone, 8023, 'first')
const startHers = (phone: TestPhone) =>
  phone.sh(
    'for d in /product/bin /system/bin /vendor/bin; do [ -x $d/sshd ] && $d/sshd -f /data/ssh/sshd_config < /dev/null > /dev/null 2>&1; done; :',
  )
const finished = async (phone: TestPhone) =>
  expect(JSON.parse(await phone.sh('cat /data/ssh/ops/manifest.json'))).toMatchObject({state: 'done'})

const scenarios: Scenario[] = [
  {
    name: 'a first set-up beside an sshd by hand',
    when: 'during',
    services: 18,
    prepare: (phone) => byHand(phone, readFileSync(pub('hers'), 'utf8').trim()),
    start: async (phone) => void (await startHers(phone)),
    args: (serial) => ['phone', 'sshd', serial, '--key', pub('first')],
    oldAccess: (phone) => enters(phone, 22, 'hers'),
    async next(phone) {
      await setUp(phone)
      expect([await enters(phone, 22, 'hers'), await enters(phone, 8022, 'first')]).toEqual([true, true])
      await finished(phone)
    },
  },
  {
    name: 'a change of key and port',
    when: 'before',
    services: 18,
    prepare: setUp,
    start: restart,
    args: change,
    oldAccess: firstEnters,
    async next(phone) {
      expect(await rig.ops(...change(phone.serial))).toMatchObject({code: 0})
      expect([await enters(phone, 8023, 'first'), await enters(phone, 8023, 'second')]).toEqual([true, true])
      await finished(phone)
    },
  },
  {
    name: 'a change that cannot prove sftp, and its roll-back',
    when: 'before',
    services: 22,
    async prepare(phone) {
      await setUp(phone)
      await phone.sh('chown 0:0 /data/local/tmp && chmod 700 /data/local/tmp')
    },
    start: restart,
    args: change,
    oldAccess: firstEnters,
    async next(phone) {
      const {code, stdout} = await rig.ops(...change(phone.serial))
      expect({code, stdout}).toMatchObject({code: 3, stdout: expect.stringContaining('Rolled back: ')})
      expect([await enters(phone, 8022, 'first'), await enters(phone, 8023, 'first')]).toEqual([true, false])
      expect(await phone.sh('grep Port /data/ssh/ops/sshd_config')).toBe('Port 8022\n')
      await finished(phone)
    },
  },
  {
    name: 'a removal',
    when: 'during',
    services: 7,
    async prepare(phone) {
      await byHand(phone, readFileSync(pub('hers'), 'utf8').trim())
      await setUp(phone)
    },
    async start(phone) {
      await startHers(phone)
      await restart(phone)
    },
    args: (serial) => ['phone', 'sshd', serial, '--remove'],
    oldAccess: (phone) => enters(phone, 22, 'hers'),
    async next(phone) {
      expect(await rig.ops('phone', 'sshd', phone.serial, '--remove')).toMatchObject({code: 0})
      const left = await phone.sh('ls /data/ssh /data/local; cat /data/ssh/authorized_keys')
      expect(left).not.toMatch(/ops|userinit/)
      expect(left).toContain(foreignKey)
      expect([await enters(phone, 22, 'hers'), await enters(phone, 8022, 'first')]).toEqual([true, false])
    },
  },
]

/** Kills the run at one service, and expects that the old access works and the next run finishes. True: the run was killed. */
async function strike(generation: string, from: string, scenario: Scenario, at: number): Promise<boolean> {
  const {when} = scenario
  using phone = await rig.boot(generation, from)
  await scenario.start(phone)
  using proxy = await startKillProxy(rig.adbPort)
  let struck = false
  const run = await rig.opsThrough(proxy.port, scenario.args(phone.serial), (kill) =>
    proxy.arm(at, when, () => {
      struck = true
      kill()
    }),
  )
  if (!struck) return false
  expect(run).toMatchObject({code: null})
  expect(await eventually(() => scenario.oldAccess(phone)), `old access after a kill ${when} service ${at}`).toBe(true)
  await scenario.next(phone)
  return true
}

async function frozen(generation: string, {name, prepare}: Scenario): Promise<string> {
  const storage = join(rig.folder, `${generation} ${name}`)
  using phone = await rig.boot(generation)
  await prepare(phone)
  phone.freeze(storage)
  return storage
}

describe.concurrent('SIGKILL', () => {
  for (const [row, scenario] of scenarios.entries()) {
    for (const generation of whole ? roms : [roms[(seed + row) % roms.length] ?? '']) {
      const points = [(seed % scenario.services) + 1, ((seed * 7 + row) % scenario.services) + 1]
      const where = whole ? 'at every service' : `at services ${points.join(' and ')} (OPS_SEED=${seed})`
      test(`${where} of ${scenario.name} on ${generation}: the old access still works, and the next run finishes`, async () => {
        const storage = await frozen(generation, scenario)
        if (!whole) {
          // At the same time, because the run after a kill waits until the lease of the killed run ends.
          expect(await Promise.all(points.map((at) => strike(generation, storage, scenario, at)))).toEqual([true, true])
          return
        }
        let at = 1
        while (await strike(generation, storage, scenario, at)) expect(++at).toBeLessThan(mostServices)
        expect(at).toBeGreaterThan(scenario.services)
      }, 3_600_000)
    }
  }
})
