import {spawn} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, onTestFinished, test} from 'vitest'
import {OpsError} from '../errors/index.ts'
import {startTicksOf} from '../process/index.ts'
import {systemClock as clock} from '../time/index.ts'
import {localTransport} from '../transport/local.ts'
import {shellQuote} from '../transport/shell-quote.ts'
import type {Transport} from '../transport/transport.ts'
import {jobState, listJobs, readJob, removeJob, startJob, stopJob, waitJob} from './index.ts'
import {parseState} from './parse-state.ts'

const transport = localTransport('here')

function setUp() {
  const root = mkdtempSync(join(tmpdir(), 'ops-jobs-'))
  onTestFinished(async () => {
    for (const {id} of await listJobs(transport, {root})) await stopJob(transport, id, {root, graceMs: 0})
    rmSync(root, {recursive: true})
  })
  return {root, dir: join(root, 'a'), wait: (id = 'a') => waitJob(transport, id, {root, clock, deadlineMs: 15_000})}
}

const sh = (script: string) => ['sh', '-c', script]

describe('a job', () => {
  test('runs with what it was given, and leaves its exit code and output', async () => {
    const {root, dir, wait} = setUp()
    expect(await jobState(transport, 'a', {root})).toEqual({state: 'none'})
    const argv = sh('echo "$X in $PWD"; echo trouble >&2; umask; exit 7')
    const {pid} = await startJob(transport, {id: 'a', argv, env: {X: 'a b=c'}, cwd: '/tmp'}, {root})
    expect(await wait()).toEqual({state: 'ended', rc: 7, pid})
    const output = await readJob(transport, 'a', 'stdout', {root})
    expect(output).toEqual({bytes: Buffer.from(`a b=c in /tmp\n0022\n`), next: 19})
    expect(String((await readJob(transport, 'a', 'stdout', {root, offset: 2, maxBytes: 5})).bytes)).toBe('b=c i')
    expect((await readJob(transport, 'a', 'stdout', {root, offset: 19})).bytes).toHaveLength(0)
    expect(String((await readJob(transport, 'a', 'stderr', {root})).bytes)).toBe('trouble\n')
    expect(JSON.parse(readFileSync(join(dir, 'argv'), 'utf8'))).toEqual(argv)
    expect(statSync(dir).mode & 0o777).toBe(0o700)
    await removeJob(transport, 'a', {root})
    expect(existsSync(dir)).toBe(false)
    expect(await jobState(transport, 'a', {root})).toEqual({state: 'none'})
  })

  test('is started once, however many try', async () => {
    const {root, dir, wait} = setUp()
    const argv = sh(`echo x >> ${join(root, 'count')}; sleep 0.2`)
    const tries = await Promise.allSettled(Array.from({length: 4}, () => startJob(transport, {id: 'a', argv}, {root})))
    expect(tries.filter(({status}) => status === 'fulfilled')).toHaveLength(1)
    for (const failed of tries.filter((one) => one.status === 'rejected'))
      expect(failed.reason).toMatchObject({code: 'JOB_EXISTS', exit: 5})
    await expect(removeJob(transport, 'a', {root})).rejects.toMatchObject({code: 'JOB_RUNNING', exit: 5})
    expect((await wait()).rc).toBe(0)
    expect(readFileSync(join(root, 'count'), 'utf8')).toBe('x\n')
    expect(existsSync(join(dir, 'rc'))).toBe(true)
  })

  test('that cannot be started leaves nothing', async () => {
    const {root, dir} = setUp()
    await expect(startJob(transport, {id: 'a', argv: ['/nonexistent/program']}, {root})).rejects.toMatchObject({
      code: 'JOB_NOT_STARTED',
      message: '/nonexistent/program could not be started as a job on here: No such file or directory.',
    })
    await expect(startJob(transport, {id: 'a', argv: ['true'], cwd: '/nonexistent'}, {root})).rejects.toMatchObject({
      code: 'JOB_NOT_STARTED',
    })
    expect(existsSync(dir)).toBe(false)
  })

  test('outlives the kill of whoever started it, and of its own parent', async () => {
    const {root, wait} = setUp()
    const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
    const source = `
      import {startJob} from ${at('./index.ts')}
      import {localTransport} from ${at('../transport/local.ts')}
      const argv = ['sh', '-c', 'while ! test -e ${join(root, 'go')}; do sleep 0.02; done; echo finished']
      await startJob(localTransport('here'), {id: 'a', argv}, {root: ${JSON.stringify(root)}})
      console.log('started')
      setInterval(() => {}, 1000)`
    // Its own session, killed as a whole: what a dropped link does to everything below it.
    const starter = spawn(process.execPath, ['--input-type=module', '-e', source], {stdio: ['ignore', 'pipe', 'inherit'], detached: true})
    await new Promise((resolve) => starter.stdout.once('data', resolve))
    const gone = new Promise((resolve) => starter.once('close', resolve))
    process.kill(-(starter.pid ?? 0), 'SIGKILL')
    await gone
    const {state, pid = 0} = await jobState(transport, 'a', {root})
    expect(state).toBe('running')
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
    expect(await startTicksOf(Number(parent))).toBeDefined()
    writeFileSync(join(root, 'go'), '')
    expect(await wait()).toMatchObject({state: 'ended', rc: 0})
    expect(String((await readJob(transport, 'a', 'stdout', {root})).bytes)).toBe('finished\n')
  })

  test('that a signal ended says which', async () => {
    const {root, wait} = setUp()
    const {pid} = await startJob(transport, {id: 'a', argv: ['sleep', '60']}, {root})
    process.kill(pid, 'SIGKILL')
    expect(await wait()).toEqual({state: 'ended', rc: 137, signal: 9, pid})
  })

  test('without its supervisor still runs; without both it is lost', async () => {
    const {root, dir} = setUp()
    const {pid} = await startJob(transport, {id: 'a', argv: ['sleep', '60']}, {root})
    const supervisor = Number(readFileSync(join(dir, 'pid'), 'utf8').split(' ')[3])
    process.kill(supervisor, 'SIGKILL')
    await expect.poll(() => startTicksOf(supervisor)).toBeUndefined()
    expect(await jobState(transport, 'a', {root})).toEqual({state: 'running', pid})
    expect(await stopJob(transport, 'a', {root})).toEqual({state: 'lost', pid})
    expect(await startTicksOf(pid)).toBeUndefined()
  })

  test('whose pid now belongs to another process is lost, and that one is not touched', async () => {
    const {root, dir, wait} = setUp()
    await startJob(transport, {id: 'a', argv: ['true']}, {root})
    await wait()
    rmSync(join(dir, 'rc'))
    const other = spawn('sleep', ['60'])
    onTestFinished(() => void other.kill('SIGKILL'))
    const [boot, , ticks] = readFileSync(join(dir, 'pid'), 'utf8').split(' ')
    writeFileSync(join(dir, 'pid'), [boot, other.pid, Number(ticks) - 1, other.pid, Number(ticks) - 1, other.pid].join(' '))
    expect(await jobState(transport, 'a', {root})).toEqual({state: 'lost', pid: other.pid})
    expect(await stopJob(transport, 'a', {root, graceMs: 0})).toMatchObject({state: 'lost'})
    expect(await startTicksOf(other.pid ?? 0)).toBeDefined()
  })

  test('of a starter that died at once is lost without a pid', async () => {
    const {root, dir} = setUp()
    await startJob(transport, {id: 'b', argv: ['true']}, {root})
    mkdirSync(dir)
    expect(await jobState(transport, 'a', {root})).toEqual({state: 'lost'})
    await removeJob(transport, 'a', {root})
  })
})

describe('stopping a job', () => {
  test('is gentle where that is enough', async () => {
    const {root} = setUp()
    await startJob(transport, {id: 'a', argv: sh('trap "echo bye; exit 3" TERM; echo up; while :; do sleep 0.02; done')}, {root})
    await expect.poll(async () => String((await readJob(transport, 'a', 'stdout', {root})).bytes)).toBe('up\n')
    expect(await stopJob(transport, 'a', {root})).toMatchObject({state: 'ended', rc: 3})
    expect(String((await readJob(transport, 'a', 'stdout', {root})).bytes)).toBe('up\nbye\n')
  })

  test('reaches its whole session, hard where it has to be', async () => {
    const {root} = setUp()
    await startJob(transport, {id: 'a', argv: sh('trap "" TERM; sleep 60 & echo $!; while :; do sleep 0.02; done')}, {root})
    await expect.poll(async () => (await readJob(transport, 'a', 'stdout', {root})).next).toBeGreaterThan(0)
    const grandchild = Number(String((await readJob(transport, 'a', 'stdout', {root})).bytes))
    expect(await stopJob(transport, 'a', {root, graceMs: 0})).toMatchObject({state: 'ended', rc: 137, signal: 9})
    expect(await startTicksOf(grandchild)).toBeUndefined()
  })

  test('leaves one that has ended as it is', async () => {
    const {root, wait} = setUp()
    await startJob(transport, {id: 'a', argv: ['true']}, {root})
    await wait()
    expect(await stopJob(transport, 'a', {root})).toMatchObject({state: 'ended', rc: 0})
    expect(await stopJob(transport, 'none', {root})).toEqual({state: 'none'})
  })
})

describe('waiting for a job', () => {
  test('ends at the deadline while the job goes on', async () => {
    const {root} = setUp()
    await startJob(transport, {id: 'a', argv: ['sleep', '60']}, {root})
    const wait = waitJob(transport, 'a', {root, clock, deadlineMs: 50})
    await expect(wait).rejects.toMatchObject({code: 'JOB_DEADLINE', exit: 124})
    expect(await jobState(transport, 'a', {root})).toMatchObject({state: 'running'})
  })

  test('takes up a link that dropped', async () => {
    const {root} = setUp()
    let asked = 0
    const flaky: Transport = {
      ...transport,
      exec: (argv, options) => {
        asked += 1
        if (asked <= 2) return Promise.reject(new OpsError('HOST_UNREACHABLE', 'The link is down.', 'unreachable'))
        return transport.exec(argv, options)
      },
    }
    await startJob(transport, {id: 'a', argv: ['true']}, {root})
    const instant = {...clock, sleep: async () => {}}
    expect(await waitJob(flaky, 'a', {root, clock: instant, deadlineMs: 15_000})).toMatchObject({state: 'ended', rc: 0})
    expect(asked).toBe(3)
  })

  test('ends at the abort', async () => {
    const {root} = setUp()
    await startJob(transport, {id: 'a', argv: ['sleep', '60']}, {root})
    const stop = new AbortController()
    const waiting = waitJob(transport, 'a', {root, clock, deadlineMs: 15_000, signal: stop.signal})
    stop.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
  })
})

test('arguments and environment arrive byte for byte', {timeout: 60_000}, async () => {
  const {root, wait} = setUp()
  // What execve(2) takes: any text without NUL that UTF-8 can carry.
  const text = fc.string({unit: 'binary'}).map((value) => value.replaceAll('\0', '').toWellFormed())
  const nasty = fc.constantFrom('', '--', '-e', '$(id)', '`id`', "'", '"', '\\', '\n', '*', '~', '$HOME', ';', '%s', '=')
  let at = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(nasty, text), {maxLength: 6}), fc.oneof(nasty, text), async (args, value) => {
      const id = `p${at++}`
      const argv = ['sh', '-c', 'printf "%s\\0" "$@" "$X"', 'sh', ...args]
      await startJob(transport, {id, argv, env: {X: value}}, {root})
      expect(await wait(id)).toMatchObject({rc: 0})
      const {bytes} = await readJob(transport, id, 'stdout', {root})
      expect(String(bytes).split('\0').slice(0, -1)).toEqual([...args, value])
      expect(JSON.parse(readFileSync(join(root, id, 'argv'), 'utf8'))).toEqual(argv)
    }),
    {numRuns: 25},
  )
})

test('the scripts pass through the one line of text that ssh makes of an argv', async () => {
  const {root, wait} = setUp()
  const overSsh: Transport = {...transport, exec: (argv, options) => transport.exec(['sh', '-c', shellQuote(argv)], options)}
  const argv = ['printf', '%s|', "it's", '$HOME', 'two\nlines', '']
  await startJob(overSsh, {id: 'a', argv}, {root})
  await wait()
  expect(String((await readJob(overSsh, 'a', 'stdout', {root})).bytes)).toBe("it's|$HOME|two\nlines||")
  expect(await stopJob(overSsh, 'a', {root})).toMatchObject({state: 'ended', rc: 0})
  expect(await listJobs(overSsh, {root})).toMatchObject([{id: 'a', state: 'ended'}])
  await removeJob(overSsh, 'a', {root})
  expect(await jobState(overSsh, 'a', {root})).toEqual({state: 'none'})
})

test('the list names every job', async () => {
  const {root, wait} = setUp()
  expect(await listJobs(transport, {root})).toEqual([])
  const {pid} = await startJob(transport, {id: 'b', argv: ['false']}, {root})
  await wait('b')
  const running = await startJob(transport, {id: 'a', argv: ['sleep', '60']}, {root})
  expect(await listJobs(transport, {root})).toEqual([
    {id: 'a', state: 'running', pid: running.pid},
    {id: 'b', state: 'ended', rc: 1, pid},
  ])
})

test('a root that others can write to, or a link to one, is not trusted', async () => {
  const {root} = setUp()
  const refused = {code: 'JOBS_UNUSABLE', message: expect.stringContaining('belongs to somebody else')}
  for (const [name, make] of [
    [
      'open',
      (path: string) => {
        mkdirSync(path)
        chmodSync(path, 0o777)
      },
    ],
    ['link', (path: string) => symlinkSync(root, path)],
  ] as const) {
    const planted = join(root, name)
    make(planted)
    await expect(startJob(transport, {id: 'a', argv: ['true']}, {root: planted})).rejects.toMatchObject(refused)
    await expect(jobState(transport, 'a', {root: planted})).rejects.toMatchObject(refused)
    rmSync(planted, {recursive: true})
  }
})

test('output that was never written is an error, and so is a host without perl', async () => {
  const {root} = setUp()
  await expect(readJob(transport, 'a', 'stdout', {root})).rejects.toMatchObject({code: 'JOB_NOT_FOUND'})
  const bare: Transport = {...transport, exec: async () => ({code: 127, signal: null, stdout: '', stderr: 'sh: 1: perl: not found\n'})}
  await expect(jobState(bare, 'a', {root})).rejects.toMatchObject({
    code: 'JOBS_UNUSABLE',
    message: 'Jobs cannot be run on here: sh: 1: perl: not found.',
  })
})

test.each(['', '.', '..', '../x', 'a/b', '-x', 'a b', 'ü'])('%j cannot name a job', async (id) => {
  await expect(jobState(transport, id)).rejects.toThrow('cannot name a job')
})

test('only states are read as states', () => {
  expect(parseState('ended 4 code 0\n')).toEqual({state: 'ended', rc: 0, pid: 4})
  expect(() => parseState('ended 4')).toThrow('Not a job')
  expect(() => parseState('')).toThrow('Not a job')
})
