import {mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {sqliteCoordinator} from '../../src/coordinator/sqlite/index.ts'
import {startRun} from '../../src/runs/index.ts'
import {manualClock} from '../../src/testing/index.ts'
import {runOps} from './run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-runs-cli-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))
const env = {OPS_STATE_DIR: join(folder, 'state')}
const journal = join(folder, 'state', 'journal.sqlite')
const ids: string[] = []

beforeAll(async () => {
  mkdirSync(join(folder, 'state'))
  const clock = manualClock(Date.UTC(2026, 10, 21, 13, 6))
  await using coordinator = await sqliteCoordinator({file: journal, clock, actor: 'me@desk'})
  for (const [command, host, state] of [
    ['power off', 'node1', 'done'],
    ['power on', 'node2', 'unknown'],
    ['power cycle', 'node1', 'failed'],
  ] as const) {
    const run = await startRun(coordinator, {command, argv: [...command.split(' '), host], hosts: [host], clock})
    await run.act('relay', {host}, () => clock.advance(2000))
    await run.end(state)
    ids.push(run.id)
  }
})

const listed = async (...args: string[]) => {
  const {code, stdout} = await runOps(['runs', 'list', '--json', ...args], {env})
  expect(code).toBe(0)
  return (JSON.parse(stdout) as {result: {runs: {id: string}[]}}).result.runs.map(({id}) => id)
}

describe('ops runs list', () => {
  test('newest first, for people', async () => {
    const {code, stdout} = await runOps(['runs', 'list'], {env})
    expect(code).toBe(0)
    expect(stdout).toBe(
      [
        'RUN                 STATE    STARTED               ACTS  COMMAND      HOSTS',
        `${ids[2]}  failed   2026-11-21 13:06 UTC  1     power cycle  node1`,
        `${ids[1]}  unknown  2026-11-21 13:06 UTC  1     power on     node2`,
        `${ids[0]}  done     2026-11-21 13:06 UTC  1     power off    node1`,
        '',
      ].join('\n'),
    )
  })

  test('in local time, and in UTC for machines', async () => {
    const away = {...env, TZ: 'Asia/Kathmandu'}
    const [text, json] = await Promise.all([
      runOps(['runs', 'list', '--limit', '1'], {env: away}),
      runOps(['runs', 'list', '--json', '--limit', '1'], {env: away}),
    ])
    expect(text.stdout).toContain('2026-11-21 18:51 +05:45')
    expect(json.stdout).toContain('"startedAt": "2026-11-21T13:06:04.000Z"')
  })

  test('of a host, of the unknown, of so many', async () => {
    expect(await listed('--host', 'node1')).toEqual([ids[2], ids[0]])
    expect(await listed('--unknown')).toEqual([ids[1]])
    expect(await listed('--limit', '1')).toEqual([ids[2]])
  })

  test('of a machine that did nothing yet', async () => {
    const {code, stdout} = await runOps(['runs', 'list'], {env: {OPS_STATE_DIR: join(folder, 'fresh')}})
    expect({code, stdout}).toEqual({code: 0, stdout: 'No recorded run matches.\n'})
  })
})

describe('ops runs show', () => {
  test('the latest, and one by its id', async () => {
    const {stdout} = await runOps(['runs', 'show'], {env})
    expect(stdout).toBe(
      `${ids[2]}  ops power cycle node1\nfailed  2026-11-21 13:06:04.000 UTC by me@desk, took 2.0 s\n13:06:04.000  node1  relay  done  2.0 s\n`,
    )
    const {stdout: json} = await runOps(['runs', 'show', ids[0] ?? '', '--json'], {env})
    expect(JSON.parse(json)).toMatchObject({
      ok: true,
      result: {id: ids[0], command: 'power off', state: 'done', acts: [{act: 'relay', host: 'node1', state: 'done'}]},
    })
  })

  test('an unknown id is refused', async () => {
    const {code, stderr} = await runOps(['runs', 'show', 'nope'], {env})
    expect({code, stderr}).toEqual({code: 64, stderr: 'The journal has no run nope.\nNext: ops runs list\n'})
  })
})

test('ops runs verify finds a journal that was edited', async () => {
  const good = await runOps(['runs', 'verify'], {env})
  expect(good).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^12 entries are as they were written; the last hash is [0-9a-f]{64}\n$/),
  })
  const file = new DatabaseSync(journal)
  file.exec(`UPDATE entry SET body = replace(body, 'failed', 'done') WHERE seq = 12`)
  file.close()
  const bad = await runOps(['runs', 'verify', '--json'], {env})
  expect(bad.code).toBe(5)
  expect(JSON.parse(bad.stdout)).toMatchObject({ok: false, error: {code: 'JOURNAL_CHANGED', exit: 5}})
})
