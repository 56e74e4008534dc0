import {untrusted} from '@ops/core/untrusted'
import {spawnSync} from 'node:child_process'
import {systemClock} from '@ops/core/time'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {awaitReady, listDevices} from '../src/adb/await-ready.ts'
import {becomeRoot} from '../src/adb/become-root.ts'
import {openPhone} from '../src/adb/open-phone.ts'
import {stageFile} from '../src/apply/stage-file.ts'
import {probePhone} from '../src/probe/probe-phone.ts'
import {findPhone} from '../src/inventory/select-phones.ts'
import type {PhoneEntry} from '../src/inventory/section.ts'
import {waitForPhone} from '../src/service/wait-for-phone.ts'
import {type FakePhoneOptions, startFakePhone} from './fake-phone/fake-phone.ts'
import {startAdbServer} from './rig/adb-server.ts'
import {connectUntil} from './rig/connect-until.ts'
import {eventually} from './rig/eventually.ts'

const test = lab({programs: ['adb']})
const address = '127.20.1.77'
let adb: {port: number} & Disposable
beforeAll(async () => {
  adb = await startAdbServer()
})
afterAll(() => adb?.[Symbol.dispose]())

/** A fake phone behind the real adb server of Debian, once the server lists it as ready or as waiting for consent. */
async function attach(options: Omit<FakePhoneOptions, 'address'>) {
  const fake = await startFakePhone({...options, address})
  const server = {host: '127.0.0.1', port: adb.port}
  await connectUntil(options.authPending ? /^(unauthorized|authorizing)/ : /^device$/, server, fake.serial)
  return {
    fake,
    server,
    phone: openPhone({server, clock: systemClock, phone: 'fp', serial: fake.serial}),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  }
}

describe.concurrent('root', () => {
  const refusals: [string, FakePhoneOptions['root'], string][] = [
    ['a production build', {reply: 'adbd cannot run as root in production builds\n'}, 'PHONE_ROOT_PRODUCTION'],
    [
      'the setting of Android 11 and newer',
      {reply: 'ADB Root access is disabled by system setting - enable in Settings -> System -> Developer options\n'},
      'PHONE_ROOT_DISABLED',
    ],
    [
      'the setting of Android 7',
      {reply: 'root access is disabled by system setting - enable in settings -> development options\n'},
      'PHONE_ROOT_DISABLED',
    ],
    ['an unknown answer', {reply: 'no thanks\n'}, 'PHONE_ROOT_REFUSED'],
    ['an adbd without the service', 'closed', 'PHONE_ROOT_CLOSED'],
  ]
  for (const [name, root, code] of refusals) {
    test(`${name} is reported with the next step`, async () => {
      await using attached = await attach({...(root === undefined ? {} : {root})})
      await expect(attached.phone.root()).rejects.toMatchObject({code, hint: expect.stringMatching(/\w/)})
    })
  }

  test('ops waits for the restart of adbd as root', async () => {
    await using attached = await attach({root: {reply: 'restarting adbd as root\n'}})
    await attached.phone.root()
    expect(await attached.phone.shell('id -u')).toMatchObject({stdout: '0\n'})
  })

  const limits = {replyMs: 500, returnMs: 2000}
  const shortly = ({server, phone}: Awaited<ReturnType<typeof attach>>) =>
    becomeRoot({server, clock: systemClock, phone: 'fp', serial: phone.serial}, phone, undefined, limits)

  test('a service that never answers ends at the deadline, where adb root would hang', async () => {
    await using attached = await attach({root: 'hang'})
    await expect(shortly(attached)).rejects.toMatchObject({code: 'PHONE_ROOT_SILENT', exit: 4})
  })

  test('a phone that does not come back as root is waited for until the deadline', async () => {
    await using attached = await attach({root: {reply: 'restarting adbd as root\n'}, rootLost: true})
    await expect(shortly(attached)).rejects.toMatchObject({code: 'PHONE_ROOT_LOST', exit: 4})
  })
})

const stateOf = async ({server, fake}: Awaited<ReturnType<typeof attach>>) =>
  (await listDevices(server)).find(({serial}) => serial === fake.serial)?.state

describe.concurrent('states', () => {
  test('a phone that has not accepted the key is reported with the next step', async () => {
    await using attached = await attach({authPending: true})
    await expect(awaitReady({server: attached.server, clock: systemClock}, 'fp', attached.fake.serial)).rejects.toMatchObject({
      code: 'PHONE_NOT_READY',
      message: 'fp: the phone has not accepted the adb key of this machine.',
    })
  })

  test('the same for a phone that ops itself connects', async () => {
    await using fake = await startFakePhone({address, authPending: true})
    const server = {host: '127.0.0.1', port: adb.port}
    await expect(awaitReady({server, clock: systemClock}, 'fp', fake.serial)).rejects.toMatchObject({
      message: 'fp: the phone has not accepted the adb key of this machine.',
    })
  })

  test('after a wait, a phone that has not accepted the key is not ready, and one that adb never listed is absent', async () => {
    await using attached = await attach({authPending: true})
    const {server, fake} = attached
    const wait = (entry: PhoneEntry) =>
      waitForPhone({server, clock: systemClock}, findPhone('fp', entry, []), 1, AbortSignal.timeout(20_000))
    // adb calls it authorizing and unauthorized by turns.
    await expect(wait({serial: fake.serial})).rejects.toMatchObject({code: 'PHONE_NOT_READY'})
    await expect(wait({model: 'Nexus 9'})).rejects.toMatchObject({code: 'PHONE_ABSENT'})
  })

  test('a phone that the inventory names by its model is found when adb lists it', async () => {
    await using attached = await attach({model: 'Late Phone'})
    const phone = findPhone('fp', {model: 'Late Phone'}, [])
    expect(phone.problem).toMatchObject({code: 'PHONE_ABSENT'})
    const found = await waitForPhone({server: attached.server, clock: systemClock}, phone, 20_000, AbortSignal.timeout(30_000))
    expect(found).toMatchObject({name: 'fp', serial: attached.fake.serial})
  })

  test('a phone that does not answer on its address is absent', async () => {
    const server = {host: '127.0.0.1', port: adb.port}
    await expect(awaitReady({server, clock: systemClock}, 'fp', '127.20.1.77:9')).rejects.toMatchObject({code: 'PHONE_ABSENT', exit: 4})
  })

  for (const how of ['gone', 'mute'] as const)
    test(`a phone that is ${how} but still listed is offline, which is reported after a reconnect and within a time limit`, async () => {
      await using attached = await attach({})
      const {server, fake} = attached
      await attached.fake.leave(how)
      expect(await eventually(async () => (await stateOf(attached)) === 'offline')).toBe(true)
      const since = Date.now()
      await expect(awaitReady({server, clock: systemClock}, 'fp', fake.serial)).rejects.toMatchObject({
        code: 'PHONE_NOT_READY',
        exit: 4,
        message: 'fp: adb lists the phone, but the phone does not answer, even after a reconnect.',
        hint: 'unplug and replug the phone; for a phone in the network run adb disconnect and adb connect',
      })
      // Five seconds to come back, and what a busy machine adds.
      expect(Date.now() - since).toBeLessThan(100_000)
    })

  test('a script is not sent to a phone that went offline since it was ready', async () => {
    await using attached = await attach({})
    await attached.fake.leave('gone')
    expect(await eventually(async () => (await stateOf(attached)) === 'offline')).toBe(true)
    await expect(attached.phone.shell('true', {doing: 'read its files'})).rejects.toMatchObject({
      code: 'PHONE_OFFLINE',
      exit: 4,
      message: 'fp went offline before ops read its files.',
      hint: expect.stringMatching(/^run the same command again/),
    })
    await expect(attached.phone.openTcp(8022)).rejects.toMatchObject({code: 'PHONE_OFFLINE'})
    expect(attached.fake.scripts).toEqual([])
  })

  test('the list has the model', async () => {
    await using attached = await attach({})
    expect(await listDevices(attached.server)).toContainEqual(
      expect.objectContaining({serial: attached.fake.serial, state: 'device', model: untrusted('Fake_Phone')}),
    )
  })
})

describe.concurrent('scripts', () => {
  test('an invalid report of a phone, and a closed port, are reported', async () => {
    await using attached = await attach({shell: () => ({stdout: 'BusyBox\n'})})
    await expect(probePhone(attached.phone)).rejects.toMatchObject({code: 'PHONE_NOT_ANDROID'})
    await expect(attached.phone.openTcp(8022)).rejects.toMatchObject({code: 'PHONE_PORT_CLOSED', hint: 'ops phone ensure fp'})
  })

  test('a phone that stays silent ends at the deadline', async () => {
    await using attached = await attach({silent: true})
    await expect(attached.phone.shell('true', {timeoutMs: 300, doing: 'waited'})).rejects.toMatchObject({
      code: 'PHONE_SLOW',
      exit: 4,
      message: 'fp did not answer within 0.3 s while ops waited.',
    })
  })

  const staged = {path: '/data/ssh/x', text: 'text\n', mode: 0o600, uid: 0, gid: 0}

  test('a phone that drops while a file is written is reported, and nothing was moved into place', async () => {
    await using attached = await attach({
      shell: () => {
        throw new Error('dropped')
      },
    })
    await expect(stageFile(attached.phone, staged, undefined)).rejects.toMatchObject({
      code: 'PHONE_GONE',
      exit: 4,
    })
    expect(attached.fake.scripts.join()).not.toMatch(/^mv /m)
  })

  test('a file that reads back shorter than written is a failed step', async () => {
    await using attached = await attach({shell: (_script, stdin) => ({stdout: stdin.slice(0, -3)})})
    await expect(stageFile(attached.phone, staged, undefined)).rejects.toMatchObject({
      code: 'PHONE_STEP_FAILED',
    })
  })

  test('a read-only file system and a full one have errors of their own', async () => {
    await using readOnly = await attach({shell: () => ({stderr: 'sh: /data/ssh/x: Read-only file system\n', code: 1})})
    await expect(stageFile(readOnly.phone, staged, undefined)).rejects.toMatchObject({
      code: 'PHONE_READ_ONLY',
    })
    await using full = await attach({shell: () => ({stderr: 'cat: No space left on device\n', code: 1})})
    await expect(stageFile(full.phone, staged, undefined)).rejects.toMatchObject({
      code: 'PHONE_NO_SPACE',
      message: 'fp ran out of space while ops wrote /data/ssh/x: cat: No space left on device.',
    })
  })

  test('scripts on an adbd without the shell protocol have exit codes and input too', async () => {
    await using attached = await attach({
      shellV2: false,
      shell: (script, stdin) => {
        const {status, stdout, stderr} = spawnSync('sh', ['-c', script], {input: stdin, encoding: 'utf8'})
        return {stdout, stderr, code: status ?? 255}
      },
    })
    const text = "it's $(date) `x` \\ \"q\"\n'EOF'\n"
    expect(await attached.phone.shell('cat; exit 7', {stdin: text})).toEqual({code: 7, stdout: text, stderr: ''})
    expect(await attached.phone.shell('echo on >&2; false')).toEqual({code: 1, stdout: 'on\n', stderr: ''})
  })
})
