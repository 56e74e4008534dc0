import {describe, expect, it} from 'vitest'
import {type GuardContext, noCut} from '@ops/core/seams'
import type {Transport} from '@ops/core/transport'
import {plainSurvey} from '../../../test/fake-host.ts'
import {scene} from '../../../test/scene.ts'
import {undeclaredGuard} from './undeclared-guard.ts'

/** A login by ssh, `age` seconds old; its peer is 10.0.0.7. */
const login = (user: string, age: number, pid = 50) => [
  `process\t${pid}\t20\t0\t0\tsshd-session\t0::/\tsshd-session: ${user} [priv]\t${age}\t/usr/lib/openssh/sshd-session`,
  `process\t${pid + 1}\t${pid}\t1000\t0\tsshd-session\t0::/\tsshd-session: ${user}\t${age}\t/usr/lib/openssh/sshd-session`,
  `peer\t${pid}\t10.0.0.7\t40000\t22`,
  `user\t1000\t${user}`,
]

/** What the guard says of a host whose surveys show these lines, one list for each look; the last list stays. */
async function check(looks: string[][], keys = '', others = '') {
  let surveys = 0
  const transport: Transport = {
    host: 'a',
    kind: 'ssh',
    async exec() {
      const lines = looks[Math.min(surveys++, looks.length - 1)] ?? []
      return {code: 0, signal: null, stdout: plainSurvey.replace(/\nend$/, `\n${[...lines, 'end'].join('\n')}`), stderr: ''}
    },
    async [Symbol.asyncDispose]() {},
  }
  const inventory = `hosts:\n  a: {address: 10.0.0.1${keys}}\n${others}`
  const {services, hosts, signal} = await scene({inventory, transports: {a: transport}})
  const [host] = hosts('a')
  if (host === undefined) throw new Error('there is no host a')
  const context = {services, act: 'power.off', signal, cut: noCut, evacuation: {}} as unknown as GuardContext
  const {findings} = await undeclaredGuard.check(host, context)
  return {surveys, codes: findings.map(({code}) => code), messages: findings.map(({message}) => message)}
}

describe('logins', () => {
  it('refuse, with user and address', async () => {
    const {messages, surveys} = await check([login('alice', 600)])
    expect(messages).toEqual(['alice is logged in on a (by ssh from 10.0.0.7; pid 51 of alice: sshd-session: alice).'])
    expect(surveys).toBe(1)
  })

  it('that are new and end by themselves do not refuse', async () => {
    expect(await check([login('alice', 0.2), []])).toEqual({surveys: 2, codes: [], messages: []})
    expect(await check([login('alice', -0.1), login('bob', 1, 60), []])).toMatchObject({surveys: 3, codes: []})
  })

  it('and programs that are new and end by themselves do not refuse', async () => {
    const job = 'process\t60\t1\t0\t0\tjob\t0::/\t/usr/bin/job\t0.5\t/usr/bin/job'
    expect(await check([[job], []])).toEqual({surveys: 2, codes: [], messages: []})
    expect(await check([[job.replace('0.5', '20')], []])).toMatchObject({surveys: 1, codes: ['POWER_UNDECLARED_WORK']})
    // One that is not new decides at once.
    expect(await check([[job, ...login('alice', 600)], []])).toMatchObject({
      surveys: 1,
      codes: ['POWER_UNDECLARED_WORK', 'POWER_LOGIN_SESSION'],
    })
  })

  it('that are new and stay refuse, and so do ever new ones', async () => {
    expect(await check([login('alice', 2), login('alice', 5), login('alice', 8), login('alice', 11)])).toMatchObject({
      ...{surveys: 4, codes: ['POWER_LOGIN_SESSION']},
    })
    expect(await check([login('alice', 1)])).toMatchObject({surveys: 5, codes: ['POWER_LOGIN_SESSION']})
  })

  it.each(['alice', '10.0.0.7', '10.0.0.0/24', 'alice@10.0.0.7', 'alice@10.0.0.0/8'])('declared as monitoring: %s', async (entry) => {
    expect((await check([login('alice', 600)], `, monitoring: [root@10.9.9.9, "${entry}"]`)).codes).toEqual([])
  })

  it('declared as monitoring for all hosts', async () => {
    expect((await check([login('alice', 600)], '', 'defaults: {monitoring: [alice]}\n')).codes).toEqual([])
  })

  it.each(['bob', '10.0.0.8', '10.0.1.0/24', 'bob@10.0.0.7', 'alice@10.0.0.8', '10.0.0.7@alice'])(
    'monitoring: %s is another login',
    async (entry) => {
      const result = await check([login('alice', 600)], `, monitoring: ["${entry}"]`).catch((error: Error) => error.message)
      if (entry === '10.0.0.7@alice') expect(result).toMatch(/monitoring.*user@address/s)
      else expect(result).toMatchObject({codes: ['POWER_LOGIN_SESSION']})
    },
  )

  it('of root refuse though they run a program as the user of the monitoring, whatever logind knows', async () => {
    const root = [
      'process\t50\t20\t0\t0\tsshd-session\t0::/\tsshd-session: root [priv]\t600\t/usr/lib/openssh/sshd-session',
      'process\t51\t50\t0\t0\tsshd-session\t0::/\tsshd-session: root@notty\t600\t/usr/lib/openssh/sshd-session',
      'process\t52\t51\t1000\t0\tsleep\t0::/\tsleep 5005\t600\t/usr/bin/sleep',
      'peer\t50\t10.0.0.7\t40000\t22',
      'user\t1000\tnagios',
    ]
    const session = 'session\t7\troot\t0\tuser\tactive\t50\tsshd\t\t10.0.0.7'
    const refused = ['root is logged in on a (by ssh from 10.0.0.7; pid 52 of nagios: sleep 5005).']
    expect((await check([root], ', monitoring: [nagios]')).messages).toEqual(refused)
    expect((await check([[...root, session]], ', monitoring: [nagios]')).messages).toEqual(refused)
    const old = root.map((line) => line.replaceAll('sshd-session', 'sshd').replace('/usr/lib/openssh', '/usr/sbin'))
    expect((await check([old], ', monitoring: [nagios]')).messages).toEqual(refused)
  })

  it('of the monitoring refuse while they run a package manager', async () => {
    const dpkg = 'process\t70\t51\t0\t0\tdpkg\t0::/\tdpkg --configure -a\t3.0\t/usr/bin/dpkg'
    expect((await check([[...login('alice', 600), dpkg]], ', monitoring: [alice]')).messages).toEqual([
      'alice is logged in on a (by ssh from 10.0.0.7; pid 70 of root: dpkg --configure -a).',
    ])
  })

  it('of ops on its way to another host do not refuse where the inventory declares the jump', async () => {
    const own = 'peer\t31\t10.0.0.7\t39999\t22'
    const jump = '  b: {address: 10.0.0.2, ssh: {options: {ProxyJump: a}}}\n'
    expect((await check([[...login('op', 0.001), own]], '', jump)).codes).toEqual([])
    // Older than this command, from elsewhere, or with a program: not of ops.
    expect((await check([[...login('op', 9e6), own]], '', jump)).codes).toEqual(['POWER_LOGIN_SESSION'])
    expect((await check([login('op', 0.001)], '', jump)).codes).toEqual(['POWER_LOGIN_SESSION'])
    const shell = 'process\t70\t51\t1000\t0\tbash\t0::/\t-bash\t0.1\t/usr/bin/bash'
    expect((await check([[...login('op', 0.001), own, shell]], '', jump)).codes).toEqual(['POWER_LOGIN_SESSION'])
  })
})

describe('other work', () => {
  it('refuses with a code of its own', async () => {
    const {messages} = await check([
      [
        'job\t7\tapt-daily.service\tstart\trunning',
        'inhibitor\tshutdown:sleep\tfwupd\tFirmware Update in Progress\tblock\t0\t9',
        'storage\tmd0\trecovery\t12.6%',
        'unseen\tsessions\tloginctl ended with exit code 1',
      ],
    ])
    expect(messages).toEqual([
      'ops could not see the sessions of a: loginctl ended with exit code 1.',
      'a is busy with apt-daily.service (job 7 of systemd: start).',
      'fwupd blocks the shutdown of a (Firmware Update in Progress; pid 9 of root).',
      'a is busy with storage/md0 (recovery 12.6%).',
    ])
  })

  it('that does not tell its age may just have begun: jobs of systemd, and sockets whose process has ended', async () => {
    const job = 'job\t7\tfwupd.service\tstart\trunning'
    const socket = 'socket\tudp\t0: 00000000:DA57 00000000:0000 07 0:0 0:0 0 0 0 77 1'
    expect(await check([[job], []])).toEqual({surveys: 2, codes: [], messages: []})
    expect(await check([[job, socket], [socket], []])).toEqual({surveys: 3, codes: [], messages: []})
    expect(await check([[job]])).toMatchObject({surveys: 5, codes: ['POWER_HOST_BUSY']})
    expect(await check([[socket]])).toMatchObject({surveys: 5, codes: ['POWER_UNDECLARED_WORK']})
  })

  it('may be named by ignore: and baseline:', async () => {
    const lines = ['job\t7\tapt-daily.service\tstart\trunning', 'inhibitor\tshutdown\tfwupd\tx\tblock\t0\t9', 'storage\tmd0\tcheck\t1%']
    expect((await check([lines], ', ignore: [apt-daily.service, inhibitor/fwupd], baseline: [storage/*]')).codes).toEqual([])
  })
})
