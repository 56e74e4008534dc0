import {execFile} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync, readdirSync, writeFileSync} from 'node:fs'
import {type AddressInfo, createServer} from 'node:net'
import {promisify} from 'node:util'
import {describe, expect, it} from 'vitest'
import {parseCgroup} from './rules/parse-cgroup.ts'
import {accountNothing, findWork} from './find-work.ts'
import {parseSocketRow} from './survey/parse-survey.ts'
import {surveyScript} from './survey-host.ts'
import {loadScript} from '@ops/core/scripts'
import {untrusted} from '@ops/core/untrusted'
import {parseSurvey} from './survey/parse-survey.ts'
import {matchesAny} from './rules/matches-any.ts'

const folder = new URL('golden/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const busy = () => parseSurvey(read('busy-systemd.golden').split('----\n')[0] ?? '')

describe('what runs on a host', () => {
  it.each(readdirSync(folder))('%s', (file) => {
    // OPS_GOLDEN=write writes the expected lines again.
    const [survey = '', expected] = read(file).split('----\n')
    const work = findWork(parseSurvey(survey), accountNothing, [])
    const lines = work.map(
      ({kind, name, pids, sockets, detail}) => `${kind} ${name} (pids ${pids.join(' ')}) ${sockets.join(' ')}: ${detail}\n`,
    )
    if (process.env.OPS_GOLDEN === 'write') writeFileSync(new URL(file, folder), `${survey}----\n${lines.join('')}`)
    expect(lines.join('')).toBe(expected)
  })

  it('leaves out declared workloads with their child processes', () => {
    const survey = parseSurvey(read('lab-host.golden').split('----\n')[0] ?? '')
    const names = (accounted: object) => findWork(survey, {...accountNothing, ...accounted}, []).map(({name}) => name.raw)
    expect(names({pids: [300]})).toEqual(['root'])
    const rest = findWork(busy(), {pids: [], units: ['nginx', 'render.service'], containers: ['db', 'cache']}, []).map(({name}) => name.raw)
    expect(rest).toEqual(['syncthing.service', 'alice', 'bob', 'carol'])
  })

  it('leaves out names of the inventory: unit, port, container, user, process, wildcards', () => {
    const patterns = ['tcp/80', 'rend*', 'db', 'cache', 'alice', 'miner', 'syncthing.service', 'tcp/20??', 'carol', 'bob']
    expect(findWork(busy(), accountNothing, patterns)).toEqual([])
  })

  it('takes a unit in the baseline for its main process and its workers, not for what it starts', () => {
    const unit = (pid: number, ppid: number, comm: string, exe: string) =>
      `process\t${pid}\t${ppid}\t0\t0\t${comm}\t/system.slice/runner.service\t${exe}\t500\t${exe}`
    const lines = [unit(50, 1, 'runner', '/opt/runner'), unit(51, 50, 'runner', '/opt/runner'), unit(52, 50, 'sh', '/usr/bin/dash')]
    const builds = [...lines, unit(53, 52, 'cc1', '/usr/bin/cc1')]
    const survey = parseSurvey(
      ['survey\t2\t0', 'process\t1\t0\t0\t0\tinit', ...builds, 'main\trunner.service\t50', 'self\t9', 'end'].join('\n'),
    )
    const names = (ignore: string[], baseline: string[]) => findWork(survey, accountNothing, ignore, {baseline}).map(({name}) => name.raw)
    expect(names([], [])).toEqual(['runner.service'])
    expect(names([], ['runner.service'])).toEqual(['runner.service/sh'])
    expect(names([], ['runner.service', 'runner.service/sh'])).toEqual([])
    expect(names(['runner.service'], [])).toEqual([])
  })

  it('takes a process for each client of a server in the baseline for work', () => {
    const daemon = (pid: number, ppid: number) =>
      `process\t${pid}\t${ppid}\t0\t0\trsync\t/system.slice/rsync.service\trsync --daemon\t500\t/usr/bin/rsync`
    const names = (...lines: string[]) => {
      const text = ['survey\t2\t0', 'process\t1\t0\t0\t0\tinit', ...lines, 'main\trsync.service\t50', 'self\t9', 'end']
      return findWork(parseSurvey(text.join('\n')), accountNothing, [], {baseline: ['rsync.service']}).map(({name}) => name.raw)
    }
    expect(names(daemon(50, 1))).toEqual([])
    expect(names(daemon(50, 1), daemon(51, 50))).toEqual(['rsync.service/rsync'])
    // By the name of the program, and without systemd.
    const bare = (pid: number, ppid: number) => `process\t${pid}\t${ppid}\t0\t0\trsync\t/\trsync --daemon\t500\t/usr/bin/rsync`
    const pids = (...lines: string[]) => {
      const text = ['survey\t2\t0', 'process\t1\t0\t0\t0\tinit', ...lines, 'self\t9', 'end']
      return findWork(parseSurvey(text.join('\n')), accountNothing, [], {baseline: ['rsync']}).flatMap((work) => work.pids)
    }
    expect(pids(bare(50, 1))).toEqual([])
    expect(pids(bare(50, 1), bare(51, 50))).toEqual([51])
  })

  it('does not take a baseline of cron for its jobs', () => {
    const survey = parseSurvey(read('jobs-systemd.golden').split('----\n')[0] ?? '')
    const names = (ignore: string[], baseline: string[]) => findWork(survey, accountNothing, ignore, {baseline}).map(({name}) => name.raw)
    expect(names([], ['cron.service'])).toContain('cron.service/sh')
    expect(names([], ['cron.service/sh'])).not.toContain('cron.service/sh')
    expect(names(['cron.service'], [])).not.toContain('cron.service/sh')
  })

  it('does not report the ssh port when its owner is another user and ops is not root', () => {
    const socket = (port: string) => `socket\ttcp\t0: 00000000:${port} 00000000:0000 0A 0:0 0:0 0 0 0 77 1`
    const survey = parseSurvey(
      ['survey\t2\t1000', 'process\t1\t0\t0\t0\tinit', socket('0016'), socket('0050'), 'self\t9', 'end'].join('\n'),
    )
    expect(findWork(survey, accountNothing, []).map(({name, detail}) => [name.raw, detail])).toEqual([
      ['tcp/80', 'its owner is visible only to root'],
    ])
  })

  it('refuses a survey without the processes of other users', () => {
    const own = 'process\t77\t1\t1000\t0\tsshd-session'
    expect(() => parseSurvey(['survey\t2\t1000', own, 'self\t77', 'end'].join('\n'))).toThrow('hidepid')
  })

  it('refuses an incomplete survey', () => {
    expect(() => parseSurvey('survey\t2\t0\nprocess\t1\t0\t0\t0\tinit\t/\tinit')).toThrow('incomplete')
  })

  it.each([
    ['process\t-5\t0\t0\t0\tinit', 'line 2 of the survey ("process") has a field that is not a number'],
    ['process\t5\t1\t0\t0', 'line 2 of the survey ("process") lacks a field'],
    ['process\t5\t1\t0\t0\ta\t/\ta\tsoon', 'line 2 of the survey ("process") has a field that is not a time in seconds'],
    ['inhibitor\tshutdown\ta\tb\tblock\t0\t1\tmore', 'line 2 of the survey ("inhibitor") has a field more than ops knows'],
    ['socket\ttcp\tnothing', 'line 2 of the survey ("socket") is not a row of /proc/net'],
    ['banner: hello', 'line 2 of the survey ("banner: hello") has an unknown kind'],
  ])('refuses a survey with a line of another form: %s', (line, message) => {
    expect(() => parseSurvey(['survey\t2\t0', line, 'process\t1\t0\t0\t0\tinit', 'end'].join('\n'))).toThrow(message)
  })

  it('refuses a survey of another version', () => {
    expect(() => parseSurvey('survey\t1\t0\nprocess\t1\t0\t0\t0\tinit\nend')).toThrow('the survey has the form 1, not 2')
  })
})

describe('the survey script', () => {
  it('lists the process of this test, its socket, and the survey itself', async () => {
    const server = createServer().listen(0, '127.40.6.1')
    await once(server, 'listening')
    const {port} = server.address() as AddressInfo
    const {stdout} = await promisify(execFile)('perl', ['-e', loadScript(surveyScript)], {maxBuffer: 16 * 1024 * 1024})
    server.close()
    const survey = parseSurvey(stdout)
    const socket = survey.sockets.find(({name}) => name === `tcp/${port}`)
    expect(survey.owners.get(socket?.inode ?? '')).toContain(process.pid)
    expect(survey.processes.find(({pid}) => pid === process.pid)).toMatchObject({uid: process.getuid?.()})
    expect(survey.self.has(process.pid)).toBe(true)
    // The owners of the processes, where they have a name.
    const name = await promisify(execFile)('perl', ['-e', 'print scalar(getpwuid($<)) // ""'])
    expect(survey.users.get(process.getuid?.() ?? 0)?.raw ?? '').toBe(name.stdout)
  })
})

describe('parseCgroup', () => {
  const id = 'ab'.repeat(32)
  it.each([
    ['/system.slice/nginx.service', {kind: 'unit', name: untrusted('nginx.service')}],
    [`/system.slice/docker-${id}.scope`, {kind: 'container', id: untrusted(id)}],
    [`/docker/${id}`, {kind: 'container', id: untrusted(id)}],
    [`/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`, {kind: 'container', id: untrusted(id)}],
    ['/lxc.payload.web/init.scope', {kind: 'container', id: untrusted('web')}],
    ['/machine.slice/systemd-nspawn@web.service/payload/system.slice/nginx.service', {kind: 'container', id: untrusted('web')}],
    ['/user.slice/user-1000.slice/session-3.scope', {kind: 'session', id: untrusted('3')}],
    ['/user.slice/user-1000.slice/user@1000.service/init.scope', {kind: 'unit', name: untrusted('user@1000.service')}],
    ['/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator', {kind: 'unit', name: untrusted('machine-qemu\\x2d1\\x2dvm.scope')}],
    ['/', undefined],
    ['/anything/else', undefined],
  ])('%s', (cgroup, expected) => {
    expect(parseCgroup(untrusted(cgroup))).toEqual(expected)
  })
})

it('reads rows of /proc/net', () => {
  const row = '  12: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 43210 1 0000 100'
  expect(parseSocketRow('tcp', row)).toEqual({name: 'tcp/8080', protocol: 'tcp', port: 8080, inode: '43210', uid: 1000})
  expect(parseSocketRow('udp6', row)?.name).toBe('udp/8080')
  expect(parseSocketRow('tcp', 'sl local_address')).toBeUndefined()
})

it('has only * and ? as wildcards', () => {
  const matches = matchesAny(['a.b*', 'tcp/8?', '(sd-pam)'])
  expect(['a.b', 'a.bcd', 'tcp/80', '(sd-pam)'].every((name) => matches([name]))).toBe(true)
  expect(['axb', 'tcp/8', 'tcp/800', 'sd-pam'].some((name) => matches([name]))).toBe(false)
})
