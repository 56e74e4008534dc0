import {type ChildProcess, spawn} from 'node:child_process'
import {createServer} from 'node:net'
import fc from 'fast-check'
import {describe, expect, onTestFinished, test} from 'vitest'
import {systemClock as clock} from '../time/index.ts'
import {endProcess, identify, livenessOf, startTicksOf, supervise} from './index.ts'
import {parseStartTicks} from './process-identity.ts'

function child(...argv: string[]): ChildProcess & {pid: number} {
  const [program = '', ...args] = argv
  const made = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit']})
  onTestFinished(() => void made.kill('SIGKILL'))
  return made as ChildProcess & {pid: number}
}

const firstLine = (from: ChildProcess) =>
  new Promise<string>((resolve) => from.stdout?.once('data', (text) => resolve(String(text).trim())))

const closed = (from: ChildProcess) => new Promise((resolve) => from.once('close', resolve))

describe('the identity of a process', () => {
  test('is read whatever the program calls itself', () => {
    const rest = Array.from({length: 18}, (_, at) => String(at)).join(' ')
    fc.assert(
      fc.property(fc.string(), fc.nat(), (name, ticks) => {
        expect(parseStartTicks(`1 (${name}) S ${rest} ${ticks} 5 6`)).toBe(ticks)
        expect(parseStartTicks(`1 (${name}) Z ${rest} ${ticks} 5 6`)).toBeUndefined()
      }),
    )
  })

  test('is alive, then gone, and never another one of the same pid', async () => {
    const made = child('sleep', '60')
    const identity = await identify(made.pid)
    if (identity === undefined) throw new Error('it lives')
    expect(await livenessOf(identity)).toBe('alive')
    expect(await livenessOf({...identity, startTicks: identity.startTicks - 1})).toBe('gone')
    expect(await livenessOf({...identity, boot: 'before'})).toBe('gone')
    expect(await livenessOf({...identity, host: 'elsewhere'})).toBe('unknown')
    expect(await livenessOf({...identity, namespace: 'pid:[1]'})).toBe('unknown')
    made.kill('SIGKILL')
    await closed(made)
    expect(await livenessOf(identity)).toBe('gone')
  })
})

describe('ending a process by its id', () => {
  test('SIGTERM is enough for a process that obeys it', async () => {
    const made = child('sh', '-c', 'trap "exit 7" TERM; echo up; while :; do sleep 0.01; done')
    await firstLine(made)
    const end = closed(made)
    expect(await endProcess(made.pid, {startTicks: (await startTicksOf(made.pid)) ?? 0, clock})).toBe('ended')
    expect(await end).toBe(7)
  })

  test('SIGKILL follows when SIGTERM is ignored', async () => {
    const made = child('sh', '-c', 'trap "" TERM; echo up; while :; do sleep 0.01; done')
    await firstLine(made)
    expect(await endProcess(made.pid, {startTicks: (await startTicksOf(made.pid)) ?? 0, clock, graceMs: 50})).toBe('ended')
    expect(await startTicksOf(made.pid)).toBeUndefined()
  })

  test('leaves another process of the same pid alone', async () => {
    const made = child('sleep', '60')
    expect(await endProcess(made.pid, {startTicks: 1, clock})).toBe('gone')
    expect(await startTicksOf(made.pid)).toBeDefined()
  })
})

describe('a supervised program', () => {
  const ready = {readiness: {line: (line: string) => line.startsWith('ready')}, readyMs: 10_000}
  const started = async (spec: Parameters<typeof supervise>[0], signal = new AbortController().signal) => {
    const made = await supervise(spec, {clock, signal})
    onTestFinished(() => made.stop())
    return made
  }

  test('is up once it says so, and gone once it is stopped', async () => {
    const lines: string[] = []
    const made = await started({
      ...ready,
      argv: ['sh', '-c', 'echo first; echo second >&2; echo ready; sleep 60 & wait'],
      onLine: (line, stream) => lines.push(`${stream}: ${line}`),
    })
    await expect.poll(() => lines.toSorted()).toEqual(['stderr: second', 'stdout: first', 'stdout: ready'])
    const {pid = 0} = made
    expect(await startTicksOf(pid)).toBeDefined()
    await made.stop()
    expect(await startTicksOf(pid)).toBeUndefined()
    expect(made.pid).toBeUndefined()
  })

  test('takes its own children with it', async () => {
    let grandchild = 0
    const made = await started({
      ...ready,
      argv: ['sh', '-c', 'trap "" TERM; sleep 60 & echo ready $!; while :; do sleep 0.01; done'],
      onLine: (line) => (grandchild = Number(line.split(' ')[1])),
      stopMs: 50,
    })
    expect(await startTicksOf(grandchild)).toBeDefined()
    await made.stop()
    await expect.poll(() => startTicksOf(grandchild)).toBeUndefined()
  })

  test('is up once its port answers', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const {port} = server.address() as {port: number}
    await new Promise((resolve) => server.close(resolve))
    const source = `setTimeout(() => require('node:net').createServer().listen(${port}, '127.0.0.1'), 100)`
    const made = await started({argv: [process.execPath, '-e', source], readiness: {tcp: {host: '127.0.0.1', port}}})
    expect(made.pid).toBeDefined()
  })

  test('that ends before it is ready is an error with its last lines', async () => {
    const argv = ['sh', '-c', 'echo reading; echo "bad option at line 3" >&2; exit 5']
    await expect(started({...ready, argv})).rejects.toMatchObject({
      code: 'PROCESS_CHILD_NOT_READY',
      message: 'sh did not become ready: it ended with exit code 5. Its last lines: bad option at line 3',
    })
    await expect(started({...ready, argv: ['/nonexistent/program']})).rejects.toMatchObject({code: 'PROCESS_CHILD_NOT_READY'})
  })

  test('that never becomes ready is ended', async () => {
    let pid = 0
    const spec = {argv: ['sh', '-c', 'echo $$; sleep 60 & wait'], readiness: {line: () => false}, readyMs: 200}
    const failed = started({...spec, onLine: (line) => (pid = Number(line))})
    await expect(failed).rejects.toMatchObject({code: 'PROCESS_CHILD_NOT_READY', message: expect.stringContaining('not within 0.2 s')})
    expect(pid).toBeGreaterThan(0)
    expect(await startTicksOf(pid)).toBeUndefined()
  })

  test('is restarted, until the limit is reached', async () => {
    let starts = 0
    const made = await started({
      ...ready,
      argv: ['sh', '-c', 'echo ready; echo "out of luck" >&2; exit 3'],
      onLine: (line) => (starts += line === 'ready' ? 1 : 0),
      restart: {max: 2, backoffMs: 1},
    })
    expect(await made.broken).toMatchObject({code: 'PROCESS_GAVE_UP', message: expect.stringContaining('exit code 3')})
    expect(starts).toBe(3)
  })

  test('runs again after a restart', async () => {
    const pids: number[] = []
    const made = await started({
      ...ready,
      argv: ['sh', '-c', 'echo ready $$; sleep 60 & wait'],
      onLine: (line) => pids.push(Number(line.split(' ')[1])),
      restart: {max: 3, backoffMs: 1},
    })
    process.kill(made.pid ?? 0, 'SIGKILL')
    await expect.poll(() => pids.length).toBe(2)
    await expect.poll(() => made.pid).toBe(pids[1])
    expect(pids[0]).not.toBe(pids[1])
  })

  test('ends with the signal that it was given', async () => {
    const stop = new AbortController()
    const made = await started({...ready, argv: ['sh', '-c', 'echo ready; sleep 60 & wait']}, stop.signal)
    const {pid = 0} = made
    stop.abort()
    await made.stop()
    expect(await startTicksOf(pid)).toBeUndefined()
  })

  test('does not outlive a supervisor that was killed', async () => {
    const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
    const source = `
      import {supervise} from ${at('./index.ts')}
      import {systemClock as clock} from ${at('../time/index.ts')}
      const readiness = {line: () => true}
      const made = await supervise({argv: ['sh', '-c', 'echo up; exec sleep 60'], readiness}, {clock, signal: new AbortController().signal})
      console.log(made.pid)`
    const supervisor = child(process.execPath, '--input-type=module', '-e', source)
    const pid = Number(await firstLine(supervisor))
    expect(await startTicksOf(pid)).toBeDefined()
    supervisor.kill('SIGKILL')
    await expect.poll(() => startTicksOf(pid)).toBeUndefined()
  })
})
