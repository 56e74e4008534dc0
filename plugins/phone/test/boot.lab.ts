import {spawnSync} from 'node:child_process'
import {afterAll, beforeAll, describe, expect, vi} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {eventually} from './rig/eventually.ts'
import {getsIn} from './rig/login.ts'
import {phoneNeeds, type Rig, startRig, type TestPhone, writeInventory} from './rig/phone-rig.ts'

// A test has up to eight runs of ops, each of which takes 15 s on a machine under load 25.
vi.setConfig({testTimeout: 400_000})
const test = lab(phoneNeeds)
let rig: Rig
let key: string
beforeAll(async () => {
  if (process.getuid?.() !== 0) return
  rig = await startRig()
  key = rig.key('mine')
})
afterAll(() => rig?.[Symbol.dispose]())

const ops = (...args: string[]) => rig.ops('phone', ...args)
const setUp = (phone: TestPhone, ...flags: string[]) => ops('sshd', phone.serial, '--key', `${key}.pub`, ...flags)
const enters = (phone: TestPhone) => getsIn(rig.adbPort, phone.serial, 8022, key)
/** Something else that its starter leaves behind in its own session, as daemons do. */
const daemon = 'setsid sleep 86399 < /dev/null > /dev/null 2>&1 &'
const daemonRuns = async (phone: TestPhone) =>
  (await phone.sh(`for p in /proc/[0-9]*; do
  case "$(tr '\\0' ' ' < $p/cmdline)" in 'sleep 86399 ' | 'setsid sleep 86399 ') echo yes ;; esac
done 2> /dev/null`)) === 'yes\n'

describe.concurrent('after a restart', () => {
  for (const [generation, hook, before, left] of [
    ['20', 'Magisk starts sshd after a restart', 'mkdir -p /data/adb/service.d', 'ls /data/adb/service.d'],
    [
      '14.1',
      'the ROM runs userinit.sh at boot',
      'echo "# hers" > /data/local/userinit.sh',
      'grep -v "^# hers$" /data/local/userinit.sh || :',
    ],
  ] as const) {
    test(`${generation}: ${hook}, and a restart proves it`, async () => {
      using phone = await rig.boot(generation)
      await phone.sh(before)
      const {stdout} = await setUp(phone)
      expect(stdout).toContain(`boot: ${hook}`)
      expect(stdout).toContain('Not verified: no restart was observed.')
      await phone.restart()
      expect(await eventually(() => enters(phone))).toBe(true)
      const given = await setUp(phone, '--boot', 'none')
      expect(given).toMatchObject({code: 0, stdout: expect.stringContaining('nothing on the phone starts sshd after a restart')})
      expect(await phone.sh(left)).toBe('')
      expect((await setUp(phone, '--check')).code).toBe(0)
    })
  }

  for (const [generation, survives] of [
    ['17.1', true],
    ['20', false],
  ] as const) {
    test(`${generation}: init starts sshd by --boot rc, until an update replaces the system partition`, async () => {
      using phone = await rig.boot(generation)
      // Since Android 11 init ends what such a service leaves behind.
      await phone.sh(`printf 'service other /system/bin/sh -c "${daemon}"\n oneshot\n' > /system/etc/init/other.rc
printf 'on boot\n class_start default\n' >> /system/etc/init/other.rc`)
      const {code, stdout} = await setUp(phone, '--boot', 'rc')
      expect({code, stdout}).toMatchObject({code: 0, stdout: expect.stringContaining('boot: init starts sshd after a restart')})
      await phone.restart()
      expect(await eventually(() => enters(phone))).toBe(true)
      expect(await eventually(async () => (await daemonRuns(phone)) === survives)).toBe(true)
      expect(await ops('doctor', phone.serial)).toMatchObject({code: 0})
      await phone.sh('/usr/bin/mount --bind /system/etc/init /system/etc/init && /usr/bin/mount -o remount,ro,bind /system/etc/init')
      expect(await setUp(phone)).toMatchObject({code: 0, stdout: expect.stringMatching(/: no changes.*boot: init starts sshd/s)})
      await phone.sh('/usr/bin/umount /system/etc/init && rm /system/etc/init/*.rc')
      await phone.restart()
      expect(await enters(phone)).toBe(false)
      const doctor = await ops('doctor', phone.serial)
      expect(doctor).toMatchObject({code: 6, stdout: expect.stringMatching(/write \/system\/etc\/init\/ops-sshd.rc.*start sshd/s)})
      await phone.sh('/usr/bin/mount --bind /system/etc/init /system/etc/init && /usr/bin/mount -o remount,ro,bind /system/etc/init')
      const repaired = await ops('doctor', phone.serial, '--repair', '--key', `${key}.pub`)
      expect(repaired.stdout).toContain('boot: /system/etc/init/ops-sshd.rc no longer starts sshd: the system partition is mounted')
      expect(await ops('doctor', phone.serial)).toMatchObject({code: 0})
    })
  }

  test('18.1: nothing starts sshd, as the boot report says; ensure does, once', async () => {
    using phone = await rig.boot('18.1')
    const {stdout} = await setUp(phone)
    expect(stdout).toContain(`boot: nothing on the phone starts sshd after a restart; run \`ops phone ensure ${phone.serial}\``)
    await phone.restart()
    expect(await enters(phone)).toBe(false)
    expect(await ops('ensure', phone.serial)).toMatchObject({code: 0, stdout: expect.stringContaining('sshd started (SSH-2.0-')})
    expect(await ops('ensure', phone.serial)).toMatchObject({code: 0, stdout: expect.stringContaining('sshd runs (SSH-2.0-')})
    expect(await enters(phone)).toBe(true)
  })

  test('ensure --wait takes a phone that appears later', async () => {
    using phone = await rig.boot('20')
    expect(await setUp(phone)).toMatchObject({code: 0})
    writeInventory(rig, {late: {serial: phone.serial}})
    spawnSync('adb', ['-P', String(rig.adbPort), 'disconnect', phone.serial])
    expect(await ops('ensure', 'late', '--wait', '20s')).toMatchObject({code: 0})
  })

  test('doctor finds an update that moved sshd, and repairs it', async () => {
    using phone = await rig.boot('18.1')
    expect(await setUp(phone)).toMatchObject({code: 0})
    expect(await ops('doctor', phone.serial)).toMatchObject({code: 0, stdout: expect.stringContaining('unchanged')})
    await phone.sh('mkdir -p /product/bin && cp -a /vendor/bin/sshd /vendor/bin/ssh-keygen /product/bin && rm /vendor/bin/sshd')
    await phone.restart()
    expect(await ops('doctor', phone.serial)).toMatchObject({
      code: 6,
      stdout: expect.stringMatching(/write \/data\/ssh\/ops\/start-sshd.*start sshd: sshd does not run/s),
    })
    expect(await ops('doctor', phone.serial, '--repair', '--key', `${key}.pub`)).toMatchObject({code: 0})
    expect(await ops('doctor', phone.serial)).toMatchObject({code: 0})
  })

  test('a restart of adbd, as after adb unroot, ends what adb started but not sshd', async () => {
    using phone = await rig.boot('20')
    expect(await setUp(phone)).toMatchObject({code: 0})
    await phone.sh(daemon)
    expect(await daemonRuns(phone)).toBe(true)
    process.kill(phone.adbd(), 'SIGKILL')
    expect(await eventually(async () => !(await daemonRuns(phone).catch(() => true)))).toBe(true)
    expect(await enters(phone)).toBe(true)
  })
})
