import {execFile} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify, stripVTControlCharacters} from 'node:util'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {sqliteCoordinator} from '../../src/coordinator/sqlite/index.ts'
import {startRun} from '../../src/runs/index.ts'
import {manualClock} from '../../src/testing/index.ts'
import {displayWidth} from '../../src/text/index.ts'
import {bin} from './run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-terminal-'))
const state = join(folder, 'state')
afterAll(() => rmSync(folder, {recursive: true, force: true}))

beforeAll(async () => {
  mkdirSync(state)
  const exec = '{driver: exec, on: [sh, "on"], off: [sh, "off"], status: [echo, "on"]}'
  writeFileSync(
    join(folder, 'ops.yaml'),
    `hosts:
  rack1-node[01-03]: {address: "%h.example.com", tags: [rack1, production, gpu, 東京], power: ${exec}, workloads: []}
  here: {transport: local, tags: [controller, build, backup-destination], power: ${exec}}
groups: {everything: "rack1-node[01-03],here", pair: "rack1-node[01,03]"}
`,
  )
  const clock = manualClock(Date.UTC(2026, 10, 21, 13, 6))
  await using coordinator = await sqliteCoordinator({file: join(state, 'journal.sqlite'), clock, actor: 'me@desk'})
  const hosts = ['rack1-node01', 'rack1-node02', 'rack1-node03', 'here']
  const run = await startRun(coordinator, {command: 'power off', argv: ['power', 'off', '@everything'], hosts, clock})
  await run.act('host.shutdown', {host: 'rack1-node01'}, () => clock.advance(2000))
  await run.note('host.shutdown.taken', {text: 'it accepted the command and will be silent within the next minute or so'}, 'rack1-node01')
  await run.end('done')
})

/** What a terminal of that width shows. `script` of util-linux makes one. */
async function onTerminal(columns: number, args: string, env: Record<string, string> = {}): Promise<string[]> {
  const command = `stty cols ${columns} && exec ${process.execPath} ${bin} ${args}`
  const {stdout} = await promisify(execFile)('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: {PATH: process.env['PATH'], HOME: folder, TZ: 'UTC', TERM: 'xterm', OPS_STATE_DIR: state, ...env},
    timeout: 60_000,
  })
  return stdout.replaceAll('\r', '').trimEnd().split('\n')
}

const commands = [
  'inventory list',
  'inventory list --groups',
  'runs list',
  'runs show',
  'config --explain',
  'power status here',
  'mirrorlist query --repo free-fedora-rawhide --arch x86_64',
  'mirrorlist explain 192.0.2.200 free-fedora-rawhide x86_64',
  '--help',
  'power off --help',
]

describe.each(commands)('ops %s', (command) => {
  test.each([60, 100])('fits a terminal of %i columns', async (columns) => {
    const lines = (await onTerminal(columns, command)).map(stripVTControlCharacters)
    expect(lines.length).toBeGreaterThan(0)
    // A word is never broken, so that a line may be one long word; a sentence above a table is left to the terminal.
    const long = lines.filter((line) => displayWidth(line) > columns && line.trim().split(/\s+/).length > 2 && !line.endsWith(':'))
    expect(long).toEqual([])
  })
})

test('COLUMNS, where it is set, beats the width that the terminal has', async () => {
  const [narrow, wide] = [await onTerminal(200, 'runs list', {COLUMNS: '60'}), await onTerminal(60, 'runs list', {COLUMNS: '200'})]
  expect(Math.max(...narrow.map(displayWidth))).toBeLessThanOrEqual(60)
  expect(wide[0]).toMatch(/^RUN +STATE +STARTED +ACTS +COMMAND +HOSTS$/)
})

test('NO_COLOR and TERM=dumb print no escape sequence', async () => {
  for (const env of [{NO_COLOR: '1'}, {TERM: 'dumb'}]) {
    for (const command of ['--help', 'runs show', 'inventory list --json', 'power -h']) {
      expect((await onTerminal(80, command, env)).join('\n'), `${command} ${JSON.stringify(env)}`).not.toContain('\u001b')
    }
  }
})
