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

  describe('a unit in the baseline', () => {
    const root = 'process\t1\t0\t0\t0\tsystemd\t/init.scope'
    const names = (lines: string[], ...baseline: string[]) =>
      findWork(parseSurvey(['survey\t2\t0', root, ...lines, 'self\t9', 'end'].join('\n')), accountNothing, [], {baseline}).map(
        ({name}) => name.raw,
      )
    /** Of a unit in a cgroup, with the path of its program. */
    const started = (cgroup: string, [pid, ppid]: [number, number], args: string, age = 900, exe = args.split(' ')[0] ?? '') =>
      `process\t${pid}\t${ppid}\t105\t0\t${exe.slice(exe.lastIndexOf('/') + 1)}\t${cgroup}\t${args}\t${age}\t${exe}`

    it('stands for its oldest process that no other one started, where systemd names no main process', () => {
      const cgroups = [
        '/system.slice/runner.service',
        '/ci.slice/runner.service',
        '/user.slice/user-105.slice/user@105.service/app.slice/runner.service',
        '/machine.slice/runner.scope',
      ]
      for (const cgroup of cgroups) {
        const unit = cgroup.slice(cgroup.lastIndexOf('/') + 1)
        const idle = [started(cgroup, [60, 1], '/opt/runner', 900), started(cgroup, [50, 60], '/opt/runner', 800)]
        const builds = [started(cgroup, [70, 60], '/usr/bin/sh build.sh', 300), started(cgroup, [71, 70], '/usr/bin/cc1 x.c', 3)]
        expect(names(idle, unit)).toEqual([])
        expect(names([...idle, ...builds], unit)).toEqual([`${unit}/sh`])
        // What it started and has left.
        expect(names([...idle, started(cgroup, [40, 1], '/usr/bin/rsync -a /srv /mnt', 500)], unit)).toEqual([`${unit}/rsync`])
        expect(names([...idle, ...builds], unit, `${unit}/sh`)).toEqual([])
      }
    })

    it.each([
      ['a build by the same Java', '/usr/lib/jvm/bin/java', '/usr/bin/java -jar jenkins.war', 'java -classpath plexus.jar Launcher deploy'],
      ['a script by the same Python', '/usr/bin/python3.13', '/usr/bin/python3 worker.py', '/usr/bin/python3 /home/alice/train.py'],
      ['a title of a script', '/usr/bin/python3.13', '/usr/bin/python3 worker.py', 'worker: /home/alice/train.py'],
      ['another verb of the same program', '/usr/sbin/tailscaled', '/usr/sbin/tailscaled --state=x', '/usr/sbin/tailscaled be-child sftp'],
      ['a connection of an sshd of its own', '/usr/local/sbin/sshd', 'sshd: /usr/local/sbin/sshd [listener]', 'sshd: alice@notty'],
    ])('does not stand for %s', (_, exe, main, child) => {
      const cgroup = '/system.slice/a.service'
      const comm = exe.slice(exe.lastIndexOf('/') + 1)
      const lines = [started(cgroup, [50, 1], main, 900, exe), 'main\ta.service\t50']
      expect(names([...lines, started(cgroup, [51, 50], child, 300, exe)], 'a.service')).toEqual([`a.service/${comm}`])
      expect(names([...lines, started(cgroup, [51, 50], child, 300, exe)], 'a.service', `a.service/${comm}`)).toEqual([])
      expect(names([...lines, started(cgroup, [51, 50], '/usr/bin/sh x', 300)], 'a.service', `a.service/${comm}`)).toEqual(['a.service/sh'])
    })

    it.each([
      ['forks', '/usr/bin/python3.13', '/usr/bin/python3 worker.py', '/usr/bin/python3 worker.py'],
      ['workers with a title', '/usr/sbin/nginx', 'nginx: master process /usr/sbin/nginx', 'nginx: worker process'],
    ])('stands for its %s', (_, exe, main, worker) => {
      const cgroup = '/system.slice/a.service'
      const lines = [started(cgroup, [50, 1], main, 900, exe), started(cgroup, [51, 50], worker, 300, exe), 'main\ta.service\t50']
      expect(names(lines, 'a.service')).toEqual([])
    })

    it('may begin as the unit of an ssh server does', () => {
      const cgroup = '/system.slice/ssh-tunnel.service'
      const lines = [started(cgroup, [50, 1], '/usr/bin/ssh -N -R 2222:localhost:22 relay'), 'main\tssh-tunnel.service\t50']
      expect(names(lines)).toEqual(['ssh-tunnel.service'])
      expect(names(lines, 'ssh-tunnel.service')).toEqual([])
    })
  })

  it('lets the inventory name sockets by their port or their unit', () => {
    const names = (golden: string, ignore: string[], baseline: string[] = []) =>
      findWork(parseSurvey(read(`${golden}.golden`).split('----\n')[0] ?? ''), accountNothing, ignore, {baseline}).map(({name}) => name.raw)
    const serving = 'services-that-serve-other-machines'
    expect(names(serving, ['tcp/514', 'cups.service'], ['systemd-networkd.service'])).toEqual(['udp/514', 'udp/67'])
    const systemd = 'sockets-timers-and-changes'
    expect(names(systemd, [String.raw`backup@srv\x2ddata.service`, '*.timer', 'snap/*'], ['tangd.socket', 'tcp/8088', 'tcp/9'])).toEqual([
      'fwupd.service',
      'scheduled-shutdown',
    ])
  })

  it('takes the one socket of the kernel that nothing explains for the callbacks of an NFS 4.0 mount', () => {
    const socket = (kind: string, port: string, inode: number) =>
      `socket\t${kind}\t0: 00000000:${port} 00000000:0000 0A 0:0 0:0 0 0 0 ${inode} 1`
    const mount = 'rpc\t1073741824\ttcp\t0'
    const names = (...lines: string[]) => {
      const text = ['survey\t3\t0', 'process\t1\t0\t0\t0\tsystemd\t/init.scope', ...lines, 'self\t9', 'end'].join('\n')
      return findWork(parseSurvey(text), accountNothing, []).map(({name}) => name.raw)
    }
    const callbacks = [socket('tcp', '8CA1', 71), socket('tcp6', '9CA1', 72)]
    expect(names(...callbacks, mount)).toEqual([])
    expect(names(...callbacks)).toEqual(['tcp/36001', 'tcp/40097'])
    expect(names(...callbacks, socket('tcp', '0CBC', 73), mount)).toEqual(['tcp/36001', 'tcp/3260'])
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
    ['process\t-5\t0\t0\t0\tinit', 'line 2 of the survey ("process -5 0 0 0 init") has a field that is not a number'],
    ['user\t1000\t', 'line 2 of the survey ("user 1000 ") lacks a field'],
    ['process\t5\t1\t0\t0\ta\t/\ta\tsoon', 'line 2 of the survey ("process 5 1 0 0 a / a soon") has a field that is not a time in seconds'],
    [
      'inhibitor\tshutdown\ta\tb\tblock\t0\t1\tmore',
      'line 2 of the survey ("inhibitor shutdown a b block 0 1 more") has a field more than ops knows',
    ],
    ['socket\ttcp\tnothing', 'line 2 of the survey ("socket tcp nothing") is not a row of /proc/net'],
    ['banner: hello', 'line 2 of the survey ("banner: hello") has an unknown kind'],
  ])('refuses a survey with a line of another form: %s', (line, message) => {
    expect(() => parseSurvey(['survey\t2\t0', line, 'process\t1\t0\t0\t0\tinit', 'end'].join('\n'))).toThrow(message)
  })

  it('takes a process without a name for work like any other one', () => {
    const lines = ['process\t1\t0\t0\t0\tsystemd\t/init.scope', 'process\t50\t1\t1000\t0\t\t/\t\t100\t/usr/bin/perl']
    const work = findWork(parseSurvey(['survey\t2\t0', ...lines, 'self\t9', 'end'].join('\n')), accountNothing, [])
    expect(work.map(({name, detail}) => `${name}: ${detail}`)).toEqual(['(no name): pid 50 of 1000: (no name)'])
  })

  it('refuses a survey of another version', () => {
    expect(() => parseSurvey('survey\t1\t0\nprocess\t1\t0\t0\t0\tinit\nend')).toThrow('the survey has the form 1, not 3')
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
    ['/lxc/101/ns/system.slice/cron.service', {kind: 'container', id: untrusted('101')}],
    ['/system.slice/srv-data.mount', {kind: 'unit', name: untrusted('srv-data.mount')}],
  ])('%s', (cgroup, expected) => {
    expect(parseCgroup(untrusted(cgroup))).toEqual(expected)
  })
})

it('reads rows of /proc/net', () => {
  const row = '  12: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 43210 1 0000 100'
  expect(parseSocketRow('tcp', row)).toEqual({
    name: 'tcp/8080',
    protocol: 'tcp',
    isIpv6: false,
    port: 8080,
    inode: '43210',
    uid: 1000,
    isLoopback: true,
  })
  expect(parseSocketRow('udp6', row)?.name).toBe('udp/8080')
  const at = (address: string) => parseSocketRow('tcp6', row.replace('0100007F', address))?.isLoopback
  expect(['00000000000000000000000001000000', '0000000000000000FFFF00000100007F'].map(at)).toEqual([true, true])
  expect(['00000000', '7F00000A', '0'.repeat(32), '0000000000000000FFFF00007F00000A'].map(at)).toEqual([false, false, false, false])
  expect(parseSocketRow('tcp', 'sl local_address')).toBeUndefined()
})

it('has only * and ? as wildcards', () => {
  const matches = matchesAny(['a.b*', 'tcp/8?', '(sd-pam)'])
  expect(['a.b', 'a.bcd', 'tcp/80', '(sd-pam)'].every((name) => matches([name]))).toBe(true)
  expect(['axb', 'tcp/8', 'tcp/800', 'sd-pam'].some((name) => matches([name]))).toBe(false)
})
