import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, expect} from 'vitest'
import {newLab, type TestLab} from '../lab/new-lab.ts'
import {lab} from '../lab/require.ts'
import {adbPort, endAdb, makeKey} from './phone/capture-phone.ts'
import {restorePhoneFiles, serialOf, sshFolder} from './phone/phone-files.ts'

const test = lab({root: true, programs: ['adb', 'socat', 'mmdebstrap', 'unshare', 'ssh', 'sftp', 'ssh-keygen']})

let made: TestLab
let serial: string
beforeAll(async () => {
  made = await newLab(['--with', 'phone'])
  serial = serialOf(made.dir)
})
afterAll(async () => {
  endAdb()
  await made?.[Symbol.asyncDispose]()
})

const ops = (...args: string[]) => made.ops(args, {env: {HOME: made.dir, ANDROID_ADB_SERVER_PORT: adbPort}, timeoutMs: 120_000})

// The key of the older version's user is not kept: here another one is added, and a real login proves that it gets in.
for (const state of ['done', 'begun'] as const) {
  test(`a phone whose set-up by an older version is ${state}: this one goes on with it, finds it right, and takes it away`, async () => {
    restorePhoneFiles(serial, state)
    const key = makeKey(join(made.dir, state))
    expect(await ops('phone', 'sshd', 'lab-phone', '--key', key)).toMatchObject({code: 0})
    const {code, stdout} = await ops('phone', 'info', 'lab-phone', '--json')
    expect(code).toBe(0)
    // Who was let in before still is.
    if (state === 'done') expect(stdout.match(/upgrade@ops/g)?.length).toBeGreaterThanOrEqual(2)
    expect(await ops('phone', 'doctor', 'lab-phone')).toMatchObject({code: 0})
    expect(await ops('phone', 'sshd', 'lab-phone', '--remove')).toMatchObject({code: 0})
    expect(existsSync(join(sshFolder(serial), 'ops'))).toBe(false)
  })
}
