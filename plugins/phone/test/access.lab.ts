import {spawnSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, describe, expect} from 'vitest'
import {lab} from '../../../test/lab/require.ts'
import {shellQuote} from '@ops/core/transport'
import type {PhoneTransport} from '../src/adb/phone-transport.ts'
import {parseExpiry} from '../src/keys/expiry.ts'
import {parsePublicKeys} from '../src/keys/public-key.ts'
import {hostPublicFile} from '../src/layout/layout.ts'
import {planSshd} from '../src/plan/plan.ts'
import {fileAt} from '../src/facts/phone-facts.ts'
import {probePhone} from '../src/probe/probe-phone.ts'
import {byHand, foreignKey} from './rig/by-hand.ts'
import {getsIn} from './rig/login.ts'
import {phoneNeeds, type Rig, startRig, type TestPhone, writeInventory} from './rig/phone-rig.ts'

const test = lab(phoneNeeds)
const bin = fileURLToPath(new URL('../../../bin', import.meta.url))
let rig: Rig
let key: string
beforeAll(async () => {
  if (process.getuid?.() !== 0) return
  rig = await startRig()
  key = rig.key('mine')
})
afterAll(() => rig?.[Symbol.dispose]())

const setUp = async (phone: TestPhone, ...flags: string[]) =>
  expect(await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`, ...flags)).toMatchObject({code: 0})
const port22Root = (phone: TestPhone) => getsIn(rig.adbPort, phone.serial, 22, key, 'root')

describe.concurrent('the layout of the how-to', () => {
  test('its files have the places and lines of the how-to, the key gets in, and root does not', async () => {
    using phone = await rig.boot('17.1')
    await setUp(phone, '--layout', 'article')
    const config = await phone.sh('cat /data/ssh/sshd_config')
    for (const line of [
      'AuthorizedKeysFile /data/ssh/authorized_keys',
      'ChallengeResponseAuthentication no',
      'PasswordAuthentication no',
      'PermitRootLogin no',
      'Subsystem sftp internal-sftp',
      'pidfile /data/ssh/sshd.pid',
    ])
      expect(config.split('\n')).toContain(line)
    expect(await phone.sh('stat -c "%a %u" /data/local/userinit.d/99sshd /data/ssh/authorized_keys /data/ssh/sshd_config')).toBe(
      '755 0\n640 0\n644 0\n',
    )
    expect(await getsIn(rig.adbPort, phone.serial, 22, key)).toBe(true)
    expect(await port22Root(phone)).toBe(false)
  })

  test('over an sshd that was set up by hand and lets root in: root is refused afterwards, and --remove restores the files', async () => {
    using phone = await rig.boot('17.1')
    await byHand(phone, readFileSync(`${key}.pub`, 'utf8').trim())
    expect(await port22Root(phone)).toBe(true)
    const before = await phone.sh('cat /data/ssh/sshd_config /data/ssh/authorized_keys')
    await setUp(phone, '--layout', 'article')
    expect(await port22Root(phone)).toBe(false)
    expect(await rig.ops('phone', 'sshd', phone.serial, '--remove')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('the key mine is also in a line of /data/ssh/authorized_keys that ops did not write'),
    })
    expect(await phone.sh('cat /data/ssh/sshd_config /data/ssh/authorized_keys')).toBe(before)
    expect(await phone.sh('ls /data/local')).toBe('tmp\n')
  })
})

describe.concurrent('a set-up that cannot be verified is rolled back', () => {
  test('sftp that cannot write: everything is as before, and the sentence says what was restored', async () => {
    using phone = await rig.boot('20')
    await byHand(phone)
    await phone.sh('chown 0:0 /data/local/tmp && chmod 700 /data/local/tmp')
    const look = () =>
      phone.sh(
        'cat /data/ssh/authorized_keys; ls -la /data/ssh /data/local | grep -v -e " \\.$" -e " \\.\\.$"; cat /proc/net/tcp | while read a b c d e; do [ $d = 0A ] && echo $b; done; :',
      )
    const before = await look()
    const {code, stdout} = await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`)
    expect(code).toBe(3)
    expect(stdout).toMatch(/sftp ended with 1: .*Rolled back: .*restored \/data\/ssh\/authorized_keys.*removed \/data\/ssh\/ops\./s)
    expect(await look()).toBe(before)
  })

  test('a configuration that sshd refuses, beside a start script by hand that never ends: the other sshd keeps running', async () => {
    using phone = await rig.boot('17.1')
    await byHand(phone, readFileSync(`${key}.pub`, 'utf8').trim())
    await phone.sh(`mkdir /data/local/userinit.d
printf '#!/system/bin/sh\\nexec /system/bin/sshd -f /data/ssh/sshd_config -D\\n' > /data/local/userinit.d/99sshd
sed -i '2i for word; do [ "$word" = -t ] \\&\\& { echo "line 3: Bad configuration option" >\\&2; exit 255; }; done' /system/bin/sshd`)
    const look = () =>
      phone.sh('cat /data/ssh/authorized_keys /data/ssh/sshd_config /data/local/userinit.d/99sshd /data/ssh/sshd.pid; ls /data/ssh')
    const before = await look()
    const {code, stdout} = await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`, '--layout', 'article')
    expect(code).toBe(3)
    expect(stdout).toContain('sshd refuses the new configuration: line 3: Bad configuration option. Rolled back:')
    expect(await look()).toBe(before)
    expect(await getsIn(rig.adbPort, phone.serial, 22, key)).toBe(true)
  })

  test('a change that fails leaves the set-up before it running', async () => {
    using phone = await rig.boot('20')
    await setUp(phone)
    await phone.sh('chown 0:0 /data/local/tmp && chmod 700 /data/local/tmp')
    const {code, stdout} = await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`, '--port', '8024')
    expect(code).toBe(3)
    expect(stdout).toContain('started the old sshd again')
    expect(await getsIn(rig.adbPort, phone.serial, 8022, key)).toBe(true)
    await phone.sh('chown 2000:2000 /data/local/tmp && chmod 771 /data/local/tmp')
    const again = await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`)
    expect(again.stdout).toMatch(/: no changes\n/)
  })

  test('an sshd that checks folders although its version should not is detected by its log', async () => {
    using phone = await rig.boot('18.1')
    await phone.sh("sed -i 's/-o StrictModes=no//' /vendor/bin/sshd")
    await setUp(phone)
    expect(await phone.sh('cat /data/ssh/ops/sshd_config')).toContain('StrictModes no\n')
    expect((await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`)).stdout).toMatch(/: no changes\n/)
  })
})

describe.concurrent('options', () => {
  test('commands for a phone whose adbd hangs end at their time limit, and work again afterwards', async () => {
    using phone = await rig.boot('20')
    const adbd = phone.adbd()
    process.kill(adbd, 'SIGSTOP')
    const since = Date.now()
    const [list, sshd] = await Promise.all([rig.ops('phone', 'list'), rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`)])
    expect(list).toMatchObject({code: 0, stdout: expect.stringMatching(new RegExp(`${phone.serial} .*does not answer`))})
    expect(sshd).toMatchObject({
      code: 4,
      stdout: expect.stringContaining(
        `${phone.serial} did not answer within 10 s while ops read its user id.\n  Next: unplug and replug the phone or run adb reconnect`,
      ),
    })
    // Ten seconds, and what a busy machine adds to two starts of ops.
    expect(Date.now() - since).toBeLessThan(100_000)
    process.kill(adbd, 'SIGCONT')
    await setUp(phone)
  })

  test('a lifetime of zero, and a login to a phone that was not set up, are refused', async () => {
    using phone = await rig.boot('17.1')
    expect(await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`, '--ttl', '500ms')).toMatchObject({code: 64})
    expect(await rig.ops('phone', 'ssh', phone.serial, '--', 'true')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('has no sshd that ops set up'),
    })
  })

  test('--listen opens the network, keeps the loopback for adb, and is reported; --boot none writes no hook', async () => {
    using phone = await rig.boot('20')
    await phone.sh('mkdir -p /data/adb/service.d')
    const flags = ['--key', `${key}.pub`, '--port', '8023', '--listen', '127.0.0.2', '--boot', 'none']
    expect(await rig.ops('phone', 'sshd', phone.serial, ...flags, '--dry-run')).toMatchObject({code: 6})
    const {code, stdout} = await rig.ops('phone', 'sshd', phone.serial, ...flags)
    expect(code).toBe(0)
    expect(stdout).toContain('nothing on the phone starts sshd after a restart')
    expect(await phone.sh('ls /data/adb/service.d; grep ListenAddress /data/ssh/ops/sshd_config')).toBe(
      'ListenAddress 127.0.0.1\nListenAddress 127.0.0.2\n',
    )
    const all = await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`, '--listen', 'all')
    expect(all).toMatchObject({code: 0, stdout: expect.stringContaining('sshd listens on every address, port 8023')})
    expect((await rig.ops('phone', 'sshd', phone.serial, '--listen', 'everywhere')).code).toBe(64)
  })

  test('an address that the phone does not have is refused; doctor finds and repairs one that the phone lost at a boot', async () => {
    using phone = await rig.boot('17.1')
    await setUp(phone)
    const lan = ['--key', `${key}.pub`, '--listen', '192.0.2.7']
    const absent = await rig.ops('phone', 'sshd', phone.serial, ...lan)
    expect(absent).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/does not listen on 192\.0\.2\.7.*Rolled back: .*started the old/s),
    })
    const wlan = (act: 'add' | 'del') =>
      spawnSync('nsenter', ['-t', String(phone.adbd()), '-n', 'ip', 'addr', act, '192.0.2.7/32', 'dev', 'lo'])
    wlan('add')
    expect(await rig.ops('phone', 'sshd', phone.serial, ...lan)).toMatchObject({code: 0})
    // As at a boot before the network is there.
    await phone.sh('sh /data/ssh/ops/start-sshd stop')
    wlan('del')
    await phone.sh('sh /data/ssh/ops/start-sshd')
    wlan('add')
    const doctor = await rig.ops('phone', 'doctor', phone.serial)
    expect(doctor).toMatchObject({code: 6, stdout: expect.stringContaining('restart sshd: sshd does not listen on 192.0.2.7')})
    expect(await rig.ops('phone', 'doctor', phone.serial, '--repair', '--key', `${key}.pub`)).toMatchObject({code: 0})
  })
})

describe.concurrent('without root', () => {
  /** The same phone as adbd's own user shell sees it; this adbd always runs as root. */
  const asShell = (phone: TestPhone): PhoneTransport => ({
    ...phone.transport,
    shell: (script, options) =>
      phone.transport.shell(`/usr/bin/setpriv --reuid 2000 --regid 2000 --clear-groups sh -c ${shellQuote([script])}`, options),
  })

  test('a phone that was set up looks set up, running and unchanged', async () => {
    using phone = await rig.boot('20')
    await phone.sh('mkdir -p /data/adb/service.d && chmod 700 /data/adb')
    await setUp(phone)
    const facts = await probePhone(asShell(phone))
    expect(facts.uid).toBe(2000)
    expect(planSshd('fp', facts, {keys: []})).toMatchObject({
      actions: [],
      unseen: ['/data/adb/service.d/99-ops-sshd'],
      settings: {hook: 'magisk'},
    })
    expect(fileAt(facts, hostPublicFile).content).toMatch(/^ssh-ed25519 /)
  })

  test('a fresh phone gives the same plan as with root', async () => {
    using phone = await rig.boot('17.1')
    const keys = parsePublicKeys(readFileSync(`${key}.pub`, 'utf8'), 'k')
    const [withRoot, without] = [await probePhone(phone.transport), await probePhone(asShell(phone))]
    expect(planSshd('fp', without, {keys}).actions).toEqual(planSshd('fp', withRoot, {keys}).actions)
  })
})

describe.concurrent('keys', () => {
  test('--ttl ends on the phone, whether ops runs or not; 7.1 is refused', async () => {
    using phone = await rig.boot('17.1')
    await setUp(phone, '--ttl', '1h')
    expect(await getsIn(rig.adbPort, phone.serial, 8022, key)).toBe(true)
    const forGood = await rig.ops('phone', 'ssh', phone.serial, '-i', key, '--', 'echo >> /data/ssh/authorized_keys || mv /data/ssh/ops /x')
    expect(forGood.stderr).toMatch(/authorized_keys: .*Permission denied.*ops.*Permission denied/s)
    // As if the hour were over.
    const [, ends = ''] = /expiry-time="(\d{14})"/.exec(await phone.sh('cat /data/ssh/authorized_keys')) ?? []
    const now = Number(await phone.sh('date +%s'))
    const left = (parseExpiry(ends, (await phone.sh('date +%z')).trim()) ?? 0) - now
    expect(left).toBeGreaterThan(3000)
    expect(left).toBeLessThanOrEqual(3600)
    await phone.sh(`sed -i 's/expiry-time="${ends}"/expiry-time="20240101000000"/' /data/ssh/authorized_keys`)
    expect(await getsIn(rig.adbPort, phone.serial, 8022, key)).toBe(false)
    const doctor = await rig.ops('phone', 'doctor', phone.serial)
    expect(doctor).toMatchObject({
      code: 6,
      stdout: expect.stringMatching(/the key mine expired at.*Next: run ops phone sshd .* --ttl TIME/s),
    })
    using old = await rig.boot('14.1')
    expect(await rig.ops('phone', 'sshd', old.serial, '--key', `${key}.pub`, '--ttl', '1h')).toMatchObject({
      code: 5,
      stdout: expect.stringContaining('has no expiry-time'),
    })
  }, 400_000)

  test('--remove --key takes one key away and leaves the other', async () => {
    const other = rig.key('other')
    using phone = await rig.boot('20')
    await setUp(phone, '--key', `${other}.pub`)
    expect(await getsIn(rig.adbPort, phone.serial, 8022, other)).toBe(true)
    expect(await rig.ops('phone', 'sshd', phone.serial, '--remove', '--key', `${other}.pub`)).toMatchObject({code: 0})
    expect(await getsIn(rig.adbPort, phone.serial, 8022, other)).toBe(false)
    expect(await getsIn(rig.adbPort, phone.serial, 8022, key)).toBe(true)
  })

  test('private keys never leave this machine, and a key without its private half is not installed', async () => {
    using phone = await rig.boot('20')
    expect(await rig.ops('phone', 'sshd', phone.serial, '--key', key)).toMatchObject({
      code: 64,
      stdout: expect.stringContaining('holds a private key'),
    })
    const alone = join(rig.folder, 'alone.pub')
    writeFileSync(alone, foreignKey.replace(/^no-pty /, ''))
    expect(await rig.ops('phone', 'sshd', phone.serial, '--key', alone)).toMatchObject({
      code: 5,
      stdout: expect.stringContaining('no login can be verified'),
    })
    expect(await phone.sh('ls /data/ssh')).toBe('empty\n')
  })
})

describe('many phones', () => {
  test('@phones: one result each; an absent phone fails and the others do not', async () => {
    using one = await rig.boot('20')
    using two = await rig.boot('14.1')
    writeInventory(rig, {
      fp3: {serial: one.serial, key: `${key}.pub`},
      fp2: {serial: two.serial, key: `${key}.pub`},
      away: {serial: '0123'},
      none: {model: 'Nexus 9'},
    })
    const {code, stdout} = await rig.ops('phone', 'sshd', '@phones', '--json')
    expect(code).toBe(2)
    const {ok, result} = JSON.parse(stdout) as {ok: boolean; result: {hosts: Record<string, unknown>[]}}
    expect(ok).toBe(false)
    expect(result.hosts).toMatchObject([
      {host: 'fp3', changed: true},
      {host: 'fp2', changed: true},
      {host: 'away', error: {code: 'PHONE_ABSENT'}},
      {host: 'none', error: {code: 'PHONE_ABSENT', message: 'none is not attached: adb does not list a phone of model Nexus 9.'}},
    ])
    const list = JSON.parse((await rig.ops('phone', 'list', '--json')).stdout) as {result: {hosts: unknown[]}}
    expect(list.result.hosts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({host: 'fp3', state: 'device', rom: expect.stringContaining('LineageOS 20')}),
        expect.objectContaining({host: 'away', state: 'absent'}),
      ]),
    )
    const info = JSON.parse((await rig.ops('phone', 'info', 'fp[2-3]', '--json')).stdout) as {result: {hosts: unknown[]}}
    expect(info.result.hosts).toMatchObject([
      {host: 'fp3', sshd: {running: true, port: 8022}, keys: [{comment: 'mine', expires: null}]},
      {host: 'fp2'},
    ])
    expect(await rig.ops('phone', 'ssh', 'fp[2-3]')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('fp[2-3] names 2 phones; this command takes one.'),
    })
  })
})

describe.concurrent('ssh', () => {
  test('goes through adb, returns the exit code, and its snippet works for plain ssh and sftp', async () => {
    using phone = await rig.boot('20')
    writeInventory(rig, {fp3: {serial: phone.serial, key: `${key}.pub`}})
    expect(await rig.ops('phone', 'sshd', 'fp3')).toMatchObject({code: 0})
    expect(await rig.ops('phone', 'ssh', 'fp3', '--', 'echo "a  b"; exit 9')).toMatchObject({code: 9, stdout: 'a  b\n'})
    expect(await rig.ops('phone', 'ssh', 'fp3', '--', '-V')).toMatchObject({code: 1, stderr: expect.stringContaining('-V: unknown option')})
    expect(await rig.ops('phone', 'ssh', 'fp3', 'echo', '--', 'a', '--', '-b')).toMatchObject({code: 0, stdout: 'a -- -b\n'})
    const snippet = await rig.ops('phone', 'ssh', 'fp3', '--print-config')
    const config = join(rig.folder, 'ssh_config')
    writeFileSync(config, snippet.stdout)
    writeFileSync(join(rig.folder, 'ops'), `#!/bin/sh\nexec ${process.execPath} ${bin}/run.js "$@"\n`, {mode: 0o755})
    const env = {
      ...process.env,
      PATH: `${rig.folder}:${process.env['PATH']}`,
      ANDROID_ADB_SERVER_PORT: String(rig.adbPort),
      OPS_STATE_DIR: join(rig.folder, 'state'),
    }
    // The proxy connects a phone in the network by itself.
    spawnSync('adb', ['-P', String(rig.adbPort), 'disconnect', phone.serial])
    const plain = spawnSync('ssh', ['-F', config, '-o', 'BatchMode=yes', 'fp3', 'id', '-u'], {encoding: 'utf8', env, timeout: 30_000})
    expect(plain).toMatchObject({status: 0, stdout: '2000\n'})
    const sftp = spawnSync('sftp', ['-F', config, '-b', '-', 'fp3'], {
      encoding: 'utf8',
      env,
      input: `put ${config} /data/local/tmp/c\nls /data/local/tmp\n`,
      timeout: 30_000,
    })
    expect(sftp).toMatchObject({status: 0, stdout: expect.stringContaining('/data/local/tmp/c')})
    await phone.sh('sh /data/ssh/ops/start-sshd stop')
    expect(await rig.ops('phone', 'ssh', 'fp3', '--', 'true')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('fp3 has no process that listens on port 8022.\nNext: ops phone ensure fp3'),
    })
  })

  test('a host key that changed on the phone is noticed, read again over adb and pinned', async () => {
    using phone = await rig.boot('20')
    await setUp(phone)
    await phone.sh('rm /data/ssh/ops/ssh_host_ed25519_key; sh /data/ssh/ops/start-sshd stop')
    const {code, stdout} = await rig.ops('phone', 'sshd', phone.serial, '--key', `${key}.pub`)
    expect(code).toBe(0)
    expect(stdout).toContain('changed on the phone, read again over adb and pinned')
  })
})
