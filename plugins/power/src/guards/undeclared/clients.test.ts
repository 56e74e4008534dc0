import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {createConnection} from 'node:net'
import {createInterface} from 'node:readline'
import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {describe, expect, it, onTestFinished} from 'vitest'
import {loadScript} from '@ops/core/scripts'
import {accountNothing, findWork} from './find-work.ts'
import {surveyScript} from './survey-host.ts'
import {parseSurvey} from './survey/parse-survey.ts'

const root = 'process\t1\t0\t0\t0\tsystemd\t/init.scope'
const parse = (...lines: string[]) => parseSurvey(['survey\t3\t0', root, ...lines, 'self\t9', 'end'].join('\n'))
const find = (lines: string[], ignore: string[], ...baseline: string[]) =>
  findWork(parse(...lines), accountNothing, ignore, {baseline}).map(({name, detail}) => `${name}: ${detail}`)
const socket = (kind: string, port: string, inode: number) =>
  `socket\t${kind}\t0: 00000000:${port} 00000000:0000 ${kind.startsWith('tcp') ? '0A' : '07'} 0:0 0:0 0 0 0 ${inode} 1`

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

describe('a further process of a server in the baseline', () => {
  const a = (pid: number, ppid: number, comm: string, args: string) =>
    `process\t${pid}\t${ppid}\t0\t0\t${comm}\t/system.slice/a.service\t${args}\t500\t/usr/sbin/${comm}`
  const server = (comm: string, args = `/usr/sbin/${comm}`) => [a(50, 1, comm, args), 'main\ta.service\t50']
  const names = (comm: string, lines: string[], args = `/usr/sbin/${comm}`, title = args) =>
    find([...server(comm, args), a(51, 50, comm, title), ...lines], [], 'a.service').map((line) =>
      line.replace(/: pid.*; serves /, ' serves '),
    )
  const listens = [socket('tcp', '1F90', 7), 'owner\t7\t50']

  it.each([
    ['smbd', 'client\t51\ttcp/445\t1\t0\t10.0.0.7', 'serves 10.0.0.7 at tcp/445'],
    ['socat', 'client\t51\ttcp/8080\t1\t0\tfd00:0:0:0:0:0:0:7', 'serves fd00::7 at tcp/8080'],
    ['xrdp', 'client\t51\tunix//run/xrdp.sock\t1\t0\t', 'serves a program of this machine at unix//run/xrdp.sock'],
  ])('serves a client if it has a connection and cannot accept one: %s', (comm, client, serves) => {
    expect(names(comm, [...listens, client])).toEqual([`a.service/${comm} ${serves}`])
    expect(names(comm, listens)).toEqual([])
    // The inventory may call clients of this server no work, and those of a server may be lost.
    const lines = [...server(comm), a(51, 50, comm, `/usr/sbin/${comm}`), ...listens, client]
    expect(find(lines, [], 'a.service', `a.service/${comm}`)).toEqual([])
    expect(find(lines, ['a.service'])).toEqual([])
  })

  it('serves a client if the main process takes datagrams and it is connected', () => {
    const datagrams = [socket('udp', '0045', 7), 'owner\t7\t50']
    expect(names('atftpd', [...datagrams, 'client\t51\tudp/40001\t1\t0\t10.0.0.7'])).toEqual(['a.service/atftpd serves 10.0.0.7 by UDP'])
    // Such as one that asks a server of its own.
    expect(names('openntpd', [...listens, 'client\t51\tudp/40001\t1\t0\t10.0.0.7'])).toEqual([])
  })

  it('is a worker if it accepts connections: it has several, or another one waits', () => {
    const [one, two] = ['client\t51\ttcp/8080\t1\t1\t10.0.0.7', 'client\t51\ttcp/8080\t2\t1\t10.0.0.7']
    const beside = [a(52, 50, 'server', '/usr/sbin/server'), 'owner\t7\t52']
    expect(names('server', [...listens, 'owner\t7\t51', two])).toEqual([])
    expect(names('server', [...listens, 'owner\t7\t51', one, ...beside])).toEqual([])
    // nbd-server does not close the listening socket in its children: each one has one client.
    expect(names('server', [...listens, 'owner\t7\t51', one])).toEqual(['a.service/server serves 10.0.0.7 at tcp/8080'])
    const other = 'client\t52\ttcp/8080\t1\t1\t10.0.0.8'
    expect(names('server', [...listens, 'owner\t7\t51', one, ...beside, other])).toHaveLength(1)
  })

  it.each([
    ['nginx', 'nginx: master process /usr/sbin/nginx', 'nginx: worker process is shutting down'],
    ['apache2', '/usr/sbin/apache2 -k start', '/usr/sbin/apache2 -k start'],
    ['php-fpm8.2', 'php-fpm: master process (/etc/php/8.2/fpm/php-fpm.conf)', 'php-fpm: pool www'],
    ['node', 'node /srv/cluster.js', 'node /srv/cluster.js'],
  ])('is a worker of %s with connections that are kept alive', (comm, args, title) => {
    expect(names(comm, [...listens, 'client\t51\ttcp/8080\t1\t0\t10.0.0.7'], args, title)).toEqual([])
  })

  it('is no work of PostgreSQL while its client wants nothing', () => {
    const main = '/usr/lib/postgresql/15/bin/postgres -D /srv/15'
    const title = (state: string) =>
      names('postgres', [...listens, 'client\t51\tunix//run/x\t1\t0\t'], main, `postgres: 15/main: gitea gitea [local] ${state}`)
    expect(['SELECT', 'idle in transaction', 'COPY'].map((state) => title(state).length)).toEqual([1, 1, 1])
    expect(title('idle')).toEqual([])
  })
})

it('clients of an NFS server are work whatever the baseline says, those of version 3 without a connection too', () => {
  const server = [socket('tcp', '0801', 70), socket('tcp6', '0801', 71), 'rpc\t100003\ttcp\t2049']
  expect(find(server, [])).toEqual([])
  expect(find([...server, 'nfs\t10.0.0.7\tconnected'], [], 'tcp/2049')).toEqual(['tcp/2049: clients of the NFS server: 10.0.0.7'])
  const quiet = ['nfs\ta.example.com\tlocks', 'nfs\ta.example.com\trmtab', 'nfs\t10.0.0.8\trmtab', 'nfs\t10.0.0.9\tcourtesy']
  expect(find([...server, ...quiet], [])).toEqual([
    'tcp/2049: clients of the NFS server: a.example.com (holds locks), 10.0.0.8 (has mounted, as /var/lib/nfs/rmtab says)',
  ])
  expect(find([...server, ...quiet], ['tcp/2049'])).toEqual([])
})

it('what waits for its next start is work, unless every machine has it or the inventory names it', () => {
  const waiting = ['worker.service', 'serial-getty@ttyS0.service', 'runner.service'].map((name) => `restart\tunit\t${name}`)
  const lines = [...waiting, 'restart\tcontainer\tweb', 'restart\tcontainer\tdb']
  const names = findWork(parse(...lines), {...accountNothing, containers: ['db']}, [], {baseline: ['runner.service']})
  expect(names.map(({kind, name, detail}) => `${kind} ${name}: ${detail}`)).toEqual([
    'unit worker.service: waits for its next start',
    'container web: waits for its next start',
  ])
})

it('timers, paths and sockets of systemd-run are work; their services are if they run', () => {
  const lines = ['later.timer', 'later.path', 'later.socket', 'later.service'].map((name) => `transient\t${name}\t0`)
  expect(find([...lines, 'timer\told.timer\t0'], ['old.timer'])).toEqual([
    'later.timer: a timer that 0 made with systemd-run; it is lost with the power',
    'later.path: a path unit that 0 made with systemd-run; it is lost with the power',
    'later.socket: a socket unit that 0 made with systemd-run; it is lost with the power',
  ])
})

describe('known programs that serve other machines', () => {
  const service = (comm: string, cgroup: string, exe: string) => `process\t50\t1\t0\t0\t${comm}\t${cgroup}\t${exe}\t500\t${exe}`
  const at = (unit: string) => `/system.slice/${unit}`
  const manager = '/user.slice/user-1000.slice/user@1000.service/session.slice'
  it.each([
    ['rsyslogd', at('rsyslog.service'), '/usr/sbin/rsyslogd', 'udp', '2912', 'udp/10514: rsyslogd takes logs of other machines'],
    ['auditd', at('auditd.service'), '/usr/sbin/auditd', 'tcp', '003C', 'tcp/60: auditd takes audit records of other machines'],
    ['chronyd', at('chrony.service'), '/usr/sbin/chronyd', 'udp', '007B', 'udp/123: chronyd serves time to other machines'],
    ['dockerd', at('docker.service'), '/usr/bin/dockerd', 'tcp6', '0949', 'tcp/2377: dockerd serves other machines'],
    ['incusd', at('incus.service'), '/usr/libexec/incus/incusd', 'tcp6', '20FB', 'tcp/8443: incusd serves other machines'],
    ['libvirtd', at('libvirtd.service'), '/usr/sbin/libvirtd', 'tcp', '4082', 'tcp/16514: libvirtd serves other machines'],
    ['iwd', at('iwd.service'), '/usr/libexec/iwd', 'udp', '0043', 'udp/67: iwd gives out addresses'],
    [
      'systemd-resolve',
      at('systemd-resolved.service'),
      '/usr/lib/systemd/systemd-resolved',
      'udp',
      '0035',
      'udp/53: systemd-resolve resolves names for other machines',
    ],
    [
      'pipewire-pulse',
      `${manager}/pipewire-pulse.service`,
      '/usr/bin/pipewire',
      'tcp',
      '1269',
      'tcp/4713: pipewire-pulse plays sound of other machines',
    ],
  ])('%s in %s', (comm, cgroup, exe, ...[kind, port, expected]) => {
    expect(find([service(comm, cgroup, exe), socket(kind, port, 7), 'owner\t7\t50'], [])).toEqual([expected])
    expect(find([service(comm, cgroup, exe)], [])).toEqual([])
  })

  it('rsyslogd without systemd, but not at a UDP port that the kernel chose', () => {
    const init = 'process\t1\t0\t0\t0\tinit\t/\tinit\t900\t/usr/sbin/init'
    const names = (...lines: string[]) =>
      findWork(
        parseSurvey(['survey\t3\t0', init, service('rsyslogd', '/', '/usr/sbin/rsyslogd'), ...lines, 'self\t9', 'end'].join('\n')),
        accountNothing,
        [],
      ).map(({name}) => name.raw)
    const [log, chosen] = [socket('udp', '0202', 7), socket('udp', '9C40', 8)]
    expect(names(log, 'owner\t7\t50', chosen, 'owner\t8\t50')).toEqual(['udp/514'])
    expect(names('ports\t1024\t2000', chosen, 'owner\t8\t50')).toEqual(['udp/40000'])
  })
})

it('the survey tells a process that serves one client from workers with the listening socket', async () => {
  const program = `use strict; use Socket; $| = 1; $SIG{CHLD} = 'IGNORE'; my ($keeps, @accepted) = @ARGV;
    socket(my $l, AF_INET, SOCK_STREAM, 0); bind($l, pack_sockaddr_in(0, inet_aton('127.40.6.2'))); listen($l, 5);
    my $parent = $$; alarm 30; my ($port) = unpack_sockaddr_in(getsockname $l);
    if ($keeps) { for (1, 2) { next if fork; alarm 30; accept(my $c, $l); print "served $$\\n"; sleep 30; exit } print "port $port\\n"; sleep 30 }
    else { print "port $port\\n"; while (accept(my $c, $l)) { next if fork; alarm 30; close $l; print "served $$\\n"; sleep 30; exit } }`
  const facts = async (keeps: string) => {
    const server = spawn('perl', ['-e', program.replaceAll('\\n', '\n'), keeps], {stdio: ['ignore', 'pipe', 'ignore'], detached: true})
    onTestFinished(() => {
      process.kill(-(server.pid ?? 0), 'SIGKILL')
    })
    const lines = createInterface(server.stdout)[Symbol.asyncIterator]()
    const next = async () => `${(await lines.next()).value}`.split(' ')[1]
    const port = Number(await next())
    const client = createConnection(port, '127.40.6.2')
    onTestFinished(() => {
      client.destroy()
    })
    await once(client, 'connect')
    const pid = Number(await next())
    const {stdout} = await promisify(execFile)('perl', ['-e', loadScript(surveyScript)], {maxBuffer: 16 * 1024 * 1024})
    const [found] = parseSurvey(stdout).clients.get(pid) ?? []
    expect(found).toMatchObject({protocol: 'tcp', count: 1})
    expect(found?.name.raw).toBe(`tcp/${port}`)
    return found?.accepts
  }
  expect(await facts('')).toBe(false)
  expect(await facts('1')).toBe(true)
})
