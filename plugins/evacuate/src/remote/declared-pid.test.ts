import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {loadScript} from '@ops/core/scripts'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {joinArgv, locateScript, ScriptOutput} from './run-script.ts'

let folder: string
let child: ChildProcess
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-pidfile-'))
  file = join(folder, 'a.pid')
  child = spawn('sleep', ['60'], {stdio: 'ignore'})
})
afterAll(() => {
  child.kill()
  rmSync(folder, {recursive: true})
})

function locate(argument: string) {
  const {stdout, stderr, status} = spawnSync('perl', ['-e', loadScript(locateScript), '--', argument], {encoding: 'utf8'})
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const output = new ScriptOutput(stdout)
  return {state: output.get('state'), pids: output.numbers('pids'), detail: output.get('detail')}
}

function locateByFile(text: string) {
  writeFileSync(file, text)
  return locate(`pidfile=${file}`)
}

describe('a pidfile', () => {
  test.each([
    ['one line', (pid: number) => `${pid}\n`],
    ['no end of line', (pid: number) => `${pid}`],
    ['spaces and a carriage return', (pid: number) => `  ${pid} \r\n`],
    ['further lines, as PostgreSQL writes them', (pid: number) => `${pid}\n/var/lib/postgresql/15/main\n1764421000\n5432\nlocalhost\n`],
    ['leading zeros', (pid: number) => `000${pid}\n`],
  ])('names the process with %s', (_, text) => {
    const {pid = 0} = child
    expect(locateByFile(text(pid))).toEqual({state: expect.stringMatching(/running|held/), pids: [pid], detail: `${file} says ${pid}`})
  })

  test.each(['', '\n', '0\n', '-1\n', 'pid 12\n', '12 13\n', '99999999999\n'])('%j names no process', (text) => {
    expect(locateByFile(text)).toMatchObject({state: 'unknown', detail: `${file} holds no process id in its first line`})
  })

  test('that names an ended process is told', () => {
    const {pid} = spawnSync('true')
    expect(locateByFile(`${pid}\n`)).toEqual({state: 'absent', pids: [], detail: `${file} says ${pid}, which does not exist`})
  })

  test('that does not exist is told', () => {
    expect(locate(`pidfile=${file}.none`)).toEqual({state: 'absent', pids: [], detail: `there is no ${file}.none`})
  })

  test('that names a thread of a process is told', () => {
    // Node.js has threads besides the first.
    const tid = spawnSync('ls', [`/proc/${process.pid}/task`], {encoding: 'utf8'})
      .stdout.split('\n')
      .find((id) => id !== String(process.pid))
    expect(locateByFile(`${tid}\n`)).toMatchObject({
      state: 'unknown',
      detail: expect.stringContaining(`${file} says ${tid}, which is a thread of process ${process.pid} (`),
    })
  })
})

describe('a command', () => {
  const locateByCommand = (...argv: string[]) => locate(`argv=${joinArgv(argv)}`)

  test('names the process by the first line that it prints', () => {
    const {pid = 0} = child
    expect(locateByCommand('printf', `${pid}\\n/srv/data\\n`)).toMatchObject({pids: [pid], detail: `printf says ${pid}`})
  })

  test('that fails, or prints 0 or nothing, names none', () => {
    for (const argv of [['false'], ['echo', '0'], ['true']])
      expect(locateByCommand(...argv)).toMatchObject({state: 'absent', detail: `${argv[0]} names no process`})
  })

  test('that names several processes is told, and one that cannot be run', () => {
    expect(locateByCommand('echo', '12 34')).toMatchObject({state: 'unknown', detail: 'echo names several processes, 12 34'})
    expect(locateByCommand('/no/such/command')).toMatchObject({state: 'unknown', detail: '/no/such/command could not be run'})
  })
})
