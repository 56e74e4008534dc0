import {spawn} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync} from 'node:fs'
import {Agent, createServer, request} from 'node:http'
import {createServer as createTcpServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {describe, expect, onTestFinished, test} from 'vitest'
import {manualClock} from '../testing/index.ts'
import {type DaemonEvent, type DaemonListener, type DaemonOptions, httpListener, ndjson, runDaemon, type Surroundings} from './index.ts'
import {inheritedSockets} from './surroundings.ts'

/** Starts a daemon, and gives its events and the way to end it. */
function start(options: Partial<DaemonOptions>, around: Partial<Surroundings> = {}) {
  const clock = manualClock()
  const stop = new AbortController()
  const events: DaemonEvent[] = []
  const hangups = new Set<() => void>()
  const surroundings: Surroundings = {
    env: {},
    pid: process.pid,
    clock,
    onHangup(does) {
      hangups.add(does)
      return () => hangups.delete(does)
    },
    ...around,
  }
  const onEvent = (event: DaemonEvent) => void events.push(event)
  const ended = runDaemon({name: 'demo', listeners: [], drainMs: 1000, onEvent, ...options}, stop.signal, surroundings)
  ended.catch(() => {})
  onTestFinished(async () => {
    stop.abort()
    await clock.advance(10_000)
    await ended.catch(() => {})
  })
  const seen = (type: string, many = 1) =>
    expect.poll(() => events.filter((event) => event.type === `ops.demo.${type}/1`).length).toBe(many)
  const addressOf = (name: string) => String(events.find(({listener}) => listener === name)?.['address'])
  return {clock, stop, events, hangups, ended, seen, addressOf}
}

const free = {host: '127.0.0.1', port: 0}

async function get(address: string, path: string): Promise<{status: number; text: string; type: string | null}> {
  const response = await fetch(`http://${address}${path}`)
  return {status: response.status, text: await response.text(), type: response.headers.get('content-type')}
}

// The example for those who write a daemon.
test('a daemon serves until its signal aborts', async () => {
  const server = createServer((_request, response) => response.end('hello\n'))
  const lines: string[] = []
  const stop = new AbortController()
  const running = runDaemon(
    {
      name: 'demo',
      listeners: [httpListener('web', server, {host: '127.0.0.1', port: 0})],
      metricsListen: {host: '127.0.0.1', port: 0},
      onEvent: ndjson({write: (line: string) => lines.push(line)}),
      drainMs: 5000,
    },
    stop.signal,
  )
  await expect.poll(() => lines.length).toBe(3)
  const [metrics, web, ready] = lines.map((line) => JSON.parse(line) as DaemonEvent)
  expect(web).toEqual({
    type: 'ops.demo.listening/1',
    at: expect.any(String),
    listener: 'web',
    address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
  })
  expect(ready?.type).toBe('ops.demo.ready/1')
  expect(await get(String(web?.['address']), '/')).toMatchObject({status: 200, text: 'hello\n'})
  expect(await get(String(metrics?.['address']), '/readyz')).toMatchObject({status: 200, text: 'ready\n'})
  stop.abort()
  expect(await running).toEqual({cut: []})
  expect(server.listening).toBe(false)
})

describe('health', () => {
  test('distinguishes alive from ready, and prints metrics', async () => {
    const gate = Promise.withResolvers<string>()
    const slow: DaemonListener = {name: 'slow', start: () => gate.promise, drain: async () => {}, close: async () => {}}
    const {addressOf, seen} = start({listeners: [slow], metricsListen: free})
    await seen('listening')
    const health = addressOf('metrics')
    expect(await get(health, '/healthz')).toMatchObject({status: 200, text: 'ok\n'})
    expect(await get(health, '/readyz')).toMatchObject({status: 503, text: 'not ready\n'})
    gate.resolve('somewhere')
    await seen('ready')
    expect(await get(health, '/readyz?probe=1')).toMatchObject({status: 200})
    const metrics = await get(health, '/metrics')
    expect(metrics).toMatchObject({status: 200, type: expect.stringContaining('text/plain')})
    expect(metrics.text).toMatch(/^process_resident_memory_bytes \d+$/m)
    expect(await get(health, '/other')).toMatchObject({status: 404})
    expect((await fetch(`http://${health}/healthz`, {method: 'POST'})).status).toBe(405)
  })

  test("prints the daemon's own metrics, or that they failed", async () => {
    let text = async () => 'requests 3\n'
    const metrics = {contentType: 'text/plain; version=0.0.4', metrics: () => text()}
    const {addressOf, seen} = start({metricsListen: free, metrics})
    await seen('ready')
    expect(await get(addressOf('metrics'), '/metrics')).toEqual({status: 200, text: 'requests 3\n', type: metrics.contentType})
    text = () => Promise.reject(new Error('counters are gone'))
    expect(await get(addressOf('metrics'), '/metrics')).toMatchObject({status: 500, text: 'counters are gone\n'})
  })
})

describe('the drain', () => {
  /** A server whose answers wait until the test lets them go. */
  function held() {
    const gate = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const server = createServer(async (_request, response) => {
      arrived.resolve()
      await gate.promise
      response.end('late\n')
    })
    return {listener: httpListener('web', server, free), release: gate.resolve, arrived: arrived.promise}
  }

  test('lets what is in flight end, also on a connection that is kept alive', async () => {
    const {listener, release, arrived} = held()
    const {stop, seen, addressOf, ended} = start({listeners: [listener], metricsListen: free})
    await seen('ready')
    const agent = new Agent({keepAlive: true})
    onTestFinished(() => agent.destroy())
    const [host, port] = addressOf('web').split(':')
    const answer = new Promise<string>((resolve, reject) => {
      const asking = request({host, port, agent}, (response) => response.setEncoding('utf8').on('data', resolve))
      asking.on('error', reject).end()
    })
    await arrived
    stop.abort()
    await seen('draining')
    expect(await get(addressOf('metrics'), '/readyz')).toMatchObject({status: 503})
    await expect(fetch(`http://${addressOf('web')}/`)).rejects.toThrow()
    release()
    expect(await answer).toBe('late\n')
    expect(await ended).toEqual({cut: []})
  })

  test('cuts off what takes too long, and says what', async () => {
    const {listener, arrived} = held()
    const {stop, seen, addressOf, ended, clock, events} = start({listeners: [listener], drainMs: 3000})
    await seen('ready')
    const answer = expect(fetch(`http://${addressOf('web')}/`)).rejects.toThrow()
    await arrived
    stop.abort()
    await seen('draining')
    await clock.advance(2999)
    expect(events.at(-1)?.type).toBe('ops.demo.draining/1')
    await clock.advance(1)
    expect(await ended).toEqual({cut: ['web']})
    await answer
  })

  test('closes what runs when another part cannot start', async () => {
    const taken = createTcpServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    onTestFinished(() => void taken.close())
    const {port} = taken.address() as {port: number}
    const first = createServer()
    const {ended} = start({listeners: [httpListener('web', first, free), httpListener('api', createServer(), {host: '127.0.0.1', port})]})
    await expect(ended).rejects.toMatchObject({
      code: 'DAEMON_LISTEN_FAILED',
      message: `api cannot listen on 127.0.0.1:${port}: address already in use.`,
    })
    expect(first.listening).toBe(false)
  })

  test('follows a listener that broke, whose reason is the answer', async () => {
    const broken = Promise.withResolvers<Error>()
    const closed: string[] = []
    const part = (name: string, more: Partial<DaemonListener>): DaemonListener => ({
      name,
      start: async () => name,
      drain: async () => void closed.push(`${name} drained`),
      close: async () => void closed.push(`${name} closed`),
      ...more,
    })
    const {ended, seen} = start({listeners: [part('one', {}), part('two', {broken: broken.promise})]})
    await seen('ready')
    broken.resolve(new Error('dnsmasq gave up'))
    await expect(ended).rejects.toThrow('dnsmasq gave up')
    expect(closed).toEqual(['one drained', 'two drained', 'two closed', 'one closed'])
  })
})

describe('SIGHUP', () => {
  test('reloads, one after the other, and a failed reload changes nothing', async () => {
    let answers: (() => Promise<void>)[] = [async () => {}, () => Promise.reject(new Error('line 3: no such zone'))]
    const {hangups, seen, events, stop, ended} = start({onReload: () => answers.shift()?.() ?? Promise.resolve()})
    await seen('ready')
    for (const hangup of hangups) hangup()
    for (const hangup of hangups) hangup()
    await seen('reload-failed')
    expect(events.map(({type}) => type)).toEqual(['ops.demo.ready/1', 'ops.demo.reloaded/1', 'ops.demo.reload-failed/1'])
    expect(events.at(-1)?.['error']).toMatchObject({message: 'line 3: no such zone'})
    answers = []
    stop.abort()
    await ended
    expect(hangups.size).toBe(0)
  })

  test('keeps its default where there is nothing to reload', async () => {
    const {hangups, seen} = start({})
    await seen('ready')
    expect(hangups.size).toBe(0)
  })
})

describe("systemd's sockets", () => {
  const sockets = (env: Record<string, string>) => inheritedSockets({env: {LISTEN_PID: '7', ...env}, pid: 7})

  test('go by name, and by order where they have none', () => {
    const named = sockets({LISTEN_FDS: '2', LISTEN_FDNAMES: 'web:tftp'})
    expect([named('tftp'), named('other'), named('web'), named('web')]).toEqual([4, undefined, 3, undefined])
    const unnamed = sockets({LISTEN_FDS: '2', LISTEN_FDNAMES: 'unknown:ops.socket'})
    expect([unnamed('web'), unnamed('tftp'), unnamed('third')]).toEqual([3, 4, undefined])
    expect(sockets({LISTEN_FDS: '1'})('web')).toBe(3)
  })

  test('that are meant for another process are left alone', () => {
    expect(sockets({LISTEN_PID: '8', LISTEN_FDS: '1'})('web')).toBeUndefined()
    expect(sockets({})('web')).toBeUndefined()
  })

  test('are really listened on', async () => {
    const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
    const source = `
      import {createServer} from 'node:http'
      import {httpListener, ndjson, runDaemon} from ${at('./index.ts')}
      const server = createServer((_request, response) => response.end('inherited'))
      const stop = new AbortController()
      process.on('SIGTERM', () => stop.abort())
      const listeners = [httpListener('web', server, {host: '127.0.0.1', port: 0})]
      await runDaemon({name: 'demo', listeners, drainMs: 1000, onEvent: ndjson(process.stdout)}, stop.signal)`
    // What systemd does: the socket as descriptor 3, and the pid of the process that it becomes.
    const activate = `use Socket; $^F = 9; socket(my $s, AF_INET, SOCK_STREAM, 0); bind($s, pack_sockaddr_in(0, INADDR_LOOPBACK)); listen($s, 9);
      my ($port) = unpack_sockaddr_in(getsockname $s); die "not 3\\n" if fileno $s != 3; $| = 1; print "$port\\n";
      $ENV{LISTEN_PID} = $$; $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_FDNAMES} = 'web'; exec @ARGV`
    const daemon = spawn('perl', ['-e', activate, '--', process.execPath, '--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void daemon.kill('SIGKILL'))
    const lines = createInterface({input: daemon.stdout})[Symbol.asyncIterator]()
    const address = `127.0.0.1:${(await lines.next()).value}`
    expect(JSON.parse((await lines.next()).value ?? '')).toMatchObject({type: 'ops.demo.listening/1', address})
    expect(await get(address, '/')).toMatchObject({text: 'inherited'})
    const code = new Promise((resolve) => daemon.once('close', resolve))
    daemon.kill('SIGTERM')
    expect(await code).toBe(0)
  })
})

describe('the service manager', () => {
  test.skipIf(!existsSync('/usr/bin/systemd-notify'))('is notified of readiness, heartbeats, reload and end', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'ops-notify-'))
    onTestFinished(() => rmSync(dir, {recursive: true}))
    const path = join(dir, 'socket')
    const listen = `use Socket; $| = 1; socket(my $s, AF_UNIX, SOCK_DGRAM, 0); bind($s, pack_sockaddr_un($ARGV[0])) or die; print "up\\n";
      while (defined recv $s, my $text, 4096, 0) { print "$_\\n" for split /\\n/, $text }`
    const manager = spawn('perl', ['-e', listen, '--', path], {stdio: ['ignore', 'pipe', 'inherit']})
    onTestFinished(() => void manager.kill('SIGKILL'))
    const told: string[] = []
    createInterface({input: manager.stdout}).on('line', (line) => told.push(line))
    await expect.poll(() => told).toEqual(['up'])
    const env = {PATH: process.env['PATH'], NOTIFY_SOCKET: path, WATCHDOG_USEC: '2000000', WATCHDOG_PID: String(process.pid)}
    const {seen, clock, hangups, stop, ended} = start({onReload: async () => {}}, {env})
    await seen('ready')
    for (const hangup of hangups) hangup()
    await seen('reloaded')
    await expect.poll(() => told.filter((line) => line === 'READY=1').length).toBe(2)
    await clock.advance(1000)
    await expect.poll(() => told).toContain('WATCHDOG=1')
    stop.abort()
    await ended
    await expect.poll(() => told).toContain('STOPPING=1')
    expect(told.filter((line) => /^(READY|RELOADING|STOPPING|MONOTONIC_USEC)/.test(line))).toEqual([
      'READY=1',
      'RELOADING=1',
      expect.stringMatching(/^MONOTONIC_USEC=\d+$/),
      'READY=1',
      'STOPPING=1',
    ])
  })

  test('that cannot be notified is an error', async () => {
    const {ended} = start({}, {env: {PATH: '/nonexistent', NOTIFY_SOCKET: '/nonexistent/socket'}})
    await expect(ended).rejects.toMatchObject({code: 'DAEMON_NOTIFY_FAILED', exit: 5})
  })
})
