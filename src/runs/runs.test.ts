import {spawn} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, onTestFinished, test} from 'vitest'
import {sqliteCoordinator} from '../coordinator/sqlite/index.ts'
import {OpsError} from '../errors/index.ts'
import {manualClock} from '../testing/index.ts'
import {listRuns, readRun, resumeRun, renderRuns, renderRun, startRun} from './index.ts'
import {newRunId} from './start-run.ts'

async function setUp() {
  const dir = mkdtempSync(join(tmpdir(), 'ops-runs-'))
  const file = join(dir, 'journal.sqlite')
  const clock = manualClock(Date.UTC(2026, 10, 21, 13, 6))
  const coordinator = await sqliteCoordinator({file, clock, actor: 'me@ctl1'})
  onTestFinished(async () => {
    await coordinator[Symbol.asyncDispose]()
    rmSync(dir, {recursive: true})
  })
  const start = (command: string, hosts: string[] = []) =>
    startRun(coordinator, {command, argv: [...command.split(' '), ...hosts], hosts, clock})
  return {coordinator, clock, file, start}
}

const silent = new OpsError('POWER_UNKNOWN', 'The plug of node1 did not answer.', 'unreachable', {hint: 'ops power status node1'})

describe('ids of runs', () => {
  test('sort by time and can be typed', () => {
    const first = newRunId(Date.UTC(2026, 10, 21, 13, 6), () => 0)
    expect(first).toBe('20261121-1306-2222')
    expect(newRunId(Date.UTC(2026, 10, 21, 13, 7)) > newRunId(Date.UTC(2026, 10, 21, 13, 6))).toBe(true)
    expect(newRunId(0)).toMatch(/^19700101-0000-[2-9a-km-z]{4}$/)
  })
})

describe('an act', () => {
  test('is on disk before it is done', async () => {
    const {coordinator, start} = await setUp()
    const run = await start('power off', ['node1'])
    await run.act('relay.off', {host: 'node1', data: {outlet: 3}}, async () => {
      const [, intent] = await coordinator.read({run: run.id})
      expect(intent).toMatchObject({kind: 'intent', act: 'relay.off', host: 'node1', data: {outlet: 3}})
      expect((await readRun(coordinator)).acts).toMatchObject([{act: 'relay.off', state: 'unknown'}])
    })
  })

  test('is recorded as done, failed or unknown', async () => {
    const {coordinator, clock, start} = await setUp()
    const run = await start('power off', ['node1'])
    expect(await run.act('evacuate', {host: 'node1'}, async () => ({bytes: 5}))).toEqual({bytes: 5})
    const failing = (name: string, error: unknown, unknown?: boolean) =>
      expect(
        run.act(name, {host: 'node1', ...(unknown ? {unknownWhen: (thrown) => thrown === silent} : {})}, async () => {
          await clock.advance(1500)
          throw error
        }),
      ).rejects.toBe(error)
    await failing('shutdown', new OpsError('REFUSED', 'No.', 'refused'))
    await failing('relay.off', silent, true)
    await failing('late', new OpsError('DEADLINE', 'Too late.', 'deadline'))
    await failing('aborted', new DOMException('The operation was aborted', 'AbortError'))
    await run.end('unknown', {proofs: []})
    const history = await readRun(coordinator, run.id)
    expect(history).toMatchObject({
      id: run.id,
      command: 'power off',
      hosts: ['node1'],
      actor: 'me@ctl1',
      state: 'unknown',
      result: {proofs: []},
    })
    expect(history.acts.map(({act, state}) => [act, state])).toEqual([
      ['evacuate', 'done'],
      ['shutdown', 'failed'],
      ['relay.off', 'unknown'],
      ['late', 'unknown'],
      ['aborted', 'unknown'],
    ])
    expect(history.acts[0]?.result).toEqual({bytes: 5})
    expect(history.acts[2]?.error).toMatchObject({code: 'POWER_UNKNOWN', exit: 4})
    expect(history.endedAt).toBe('2026-11-21T13:06:06.000Z')
  })

  test('is not done when its intent cannot be written', async () => {
    const {coordinator, start} = await setUp()
    const run = await start('power off')
    await coordinator[Symbol.asyncDispose]()
    let done = false
    await expect(
      run.act('relay.off', {}, async () => {
        done = true
      }),
    ).rejects.toMatchObject({code: 'JOURNAL_UNWRITABLE'})
    expect(done).toBe(false)
  })
})

describe('a run', () => {
  test('whose process was killed is interrupted, and running before', async () => {
    const {coordinator, file} = await setUp()
    const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
    const source = `
      import {sqliteCoordinator} from ${at('../coordinator/sqlite/index.ts')}
      import {startRun} from ${at('./index.ts')}
      import {systemClock as clock} from ${at('../time/index.ts')}
      const coordinator = await sqliteCoordinator({file: ${JSON.stringify(file)}, clock, actor: 'child@desk'})
      const run = await startRun(coordinator, {command: 'power off', argv: ['power', 'off', 'n'], hosts: ['n'], clock})
      await run.act('relay.off', {host: 'n'}, () => {
        console.log('inside')
        return new Promise(() => setInterval(() => {}, 1000))
      })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {stdio: ['ignore', 'pipe', 'inherit']})
    onTestFinished(() => void child.kill('SIGKILL'))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect((await readRun(coordinator)).state).toBe('running')
    const gone = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await gone
    const history = await readRun(coordinator)
    expect(history).toMatchObject({state: 'interrupted', acts: [{act: 'relay.off', host: 'n', state: 'unknown'}]})
    expect(history).not.toHaveProperty('endedAt')
    expect(await listRuns(coordinator, {unknown: true})).toHaveLength(1)

    const resumed = await resumeRun(coordinator, history.id, ['evacuate', 'resume', history.id])
    expect((await readRun(coordinator)).state).toBe('running')
    await resumed.end('done')
    expect((await readRun(coordinator)).state).toBe('done')
  })

  test('has its whole command, also where an older version kept the arguments alone', async () => {
    const {coordinator, clock} = await setUp()
    const lines: [command: string, argv: string[], whole: string[]][] = [
      ['evacuate', ['n11', '--to', 'n12'], ['evacuate', 'n11', '--to', 'n12']],
      ['evacuate resume', ['r0'], ['evacuate', 'resume', 'r0']],
      ['phone sshd', ['phone', 'doctor', 'fp3', '--fix'], ['phone', 'doctor', 'fp3', '--fix']],
    ]
    for (const [command, argv, whole] of lines) {
      const {id} = await startRun(coordinator, {command, argv, hosts: [], clock})
      expect((await readRun(coordinator, id)).argv).toEqual(whole)
    }
  })

  test('of another machine that did not end is unknown', async () => {
    const {coordinator} = await setUp()
    const process = {host: 'elsewhere', boot: 'x', namespace: 'pid:[1]', pid: 1, startTicks: 1}
    await coordinator.append({run: 'r', kind: 'run.start', act: 'power off', data: {argv: [], hosts: [], process}})
    expect((await readRun(coordinator, 'r')).state).toBe('unknown')
  })

  test('is found by host and newest first', async () => {
    const {coordinator, start} = await setUp()
    const first = await start('power off', ['node1'])
    await first.end('done')
    const second = await start('evacuate', ['node2'])
    await second.note('destination', {free: 1}, 'node1')
    await second.end('failed')
    const ids = async (filter: Parameters<typeof listRuns>[1]) => (await listRuns(coordinator, filter)).map(({id}) => id)
    expect(await ids({})).toEqual([second.id, first.id])
    expect(await ids({limit: 1})).toEqual([second.id])
    expect(await ids({host: 'node1'})).toEqual([second.id, first.id])
    expect(await ids({host: 'node2'})).toEqual([second.id])
    expect(await ids({unknown: true})).toEqual([])
  })

  test('that does not exist is a usage error', async () => {
    const {coordinator} = await setUp()
    await expect(readRun(coordinator)).rejects.toMatchObject({code: 'RUN_NONE', exit: 64})
    await expect(readRun(coordinator, 'x')).rejects.toMatchObject({code: 'RUN_UNKNOWN', exit: 64})
  })
})

test('the history and the list for people', async () => {
  const {coordinator, clock, start} = await setUp()
  const run = await start('power off', ['node1', 'node2'])
  await run.act('shutdown', {host: 'node1'}, () => clock.advance(2300))
  await run.note('meter', {watts: 0.4}, 'node1')
  await clock.advance(5)
  await run.act('relay.off', {host: 'node1', unknownWhen: () => true}, () => Promise.reject(silent)).catch(() => {})
  await run.end('unknown')
  expect(renderRun(await readRun(coordinator)).replace(run.id, 'ID')).toBe(`ID  ops power off node1 node2
unknown  2026-11-21 13:06:00.000 UTC by me@ctl1, took 2.3 s
13:06:00.000  node1  shutdown   done     2.3 s
13:06:02.300  node1  meter      note     {"watts":0.4}
13:06:02.305  node1  relay.off  unknown  0 ms
    POWER_UNKNOWN: The plug of node1 did not answer.
    Next: ops power status node1
Acts marked unknown may or may not have happened. Check the machines before you repeat them.`)
  expect(renderRuns(await listRuns(coordinator)).replace(run.id, 'ID-OF-THE-RUN-HERE')).toBe(
    `RUN                 STATE    STARTED               ACTS          COMMAND    HOSTS
ID-OF-THE-RUN-HERE  unknown  2026-11-21 13:06 UTC  2, 1 unknown  power off  node[1-2]`,
  )
})

test('the command of a run can be pasted into a shell', async () => {
  const {coordinator, start} = await setUp()
  const run = await start('power off', ['node[1-2]', '--force', "it's dead"])
  await run.end('done')
  const [line] = renderRun(await readRun(coordinator)).split('\n')
  expect(line).toBe(`${run.id}  ops power off 'node[1-2]' --force 'it'\\''s dead'`)
})

test('times are those of the reader, on a terminal as wide as the reader has', async () => {
  const {coordinator, start} = await setUp()
  const run = await start('power off', ['node1'])
  await run.act('relay.off', {host: 'node1'}, async () => {})
  await run.end('done')
  const reader = {timeZone: 'America/Los_Angeles', columns: 40}
  expect(
    renderRun(await readRun(coordinator), reader)
      .split('\n')
      .slice(1),
  ).toEqual(['done  2026-11-21 05:06:00.000 -08:00 by me@ctl1, took 0 ms', '05:06:00.000  node1  relay.off  done', '    0 ms'])
  expect(renderRuns(await listRuns(coordinator), reader)).toContain('STARTED  2026-11-21 05:06 -08:00\n')
})

test('a run that did not do what was asked says why, once', async () => {
  const {coordinator, start} = await setUp()
  const run = await start('power off')
  const slow = new OpsError('SHUTDOWN_SLOW', 'node1 still answers.', 'deadline', {hint: 'look at its console'})
  await run.act('host.shutdown', {host: 'node1'}, () => Promise.reject(slow)).catch(() => {})
  const silent = new OpsError('PLUG_SILENT', 'The plug of node2 cannot be reached.', 'unreachable', {hint: 'ops power info node2'})
  const hosts = [
    {host: 'node1', error: slow.toJSON()},
    {host: 'node2', error: silent.toJSON()},
  ]
  await run.end('failed', {hosts})
  const lines = renderRun(await readRun(coordinator, run.id)).split('\n')
  expect(lines.slice(3)).toEqual([
    '    POWER_SHUTDOWN_SLOW: node1 still answers.',
    '    Next: look at its console',
    'POWER_PLUG_SILENT: The plug of node2 cannot be reached.',
    'Next: ops power info node2',
    'Acts marked unknown may or may not have happened. Check the machines before you repeat them.',
  ])
})

test('a run that is unknown without an unknown act does not speak of such acts', async () => {
  const {coordinator, start} = await setUp()
  const run = await start('power off')
  await run.act('relay.off', {host: 'node1'}, async () => {})
  await run.end('unknown', {})
  expect(
    renderRun(await readRun(coordinator, run.id))
      .split('\n')
      .at(-1),
  ).toBe('What the run left behind is not proved. Check the machines before you repeat the command.')
})
