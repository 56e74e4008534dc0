import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {loadScript} from '@ops/core/scripts'
import type {Move} from '@ops/core/seams'
import {afterAll, describe, expect, test, vi} from 'vitest'
import {endGroups} from '../../test/end-groups.ts'
import {ScriptOutput} from '../remote/run-script.ts'
import {describeReplacedFiles} from './find-replaced-files.ts'
import {parseWriters, requireNoWriters} from './find-writers.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ops-writers-')))
const children: ChildProcess[] = []
afterAll(() => {
  endGroups(children)
  rmSync(folder, {recursive: true})
})

function run(script: string, args: Record<string, string>): ScriptOutput {
  const text = loadScript(new URL(script, import.meta.url))
  const words = Object.entries(args).map((pair) => pair.join('='))
  const {stdout, stderr, status} = spawnSync('perl', ['-e', text, '--', ...words], {encoding: 'utf8', timeout: 60_000})
  expect({stderr, status}).toEqual({stderr: '', status: 0})
  return new ScriptOutput(stdout)
}

/** A process in a session of its own that has the file open; it has made its file `ready`. */
async function holder(path: string, how: '<' | '>>'): Promise<number> {
  const ready = `${folder}/ready-${children.length}`
  const child = spawn('sh', ['-c', `exec 3${how}${path}; : >${ready}; exec sleep 600`], {stdio: 'ignore', detached: true})
  children.push(child)
  await vi.waitFor(() => expect(existsSync(ready)).toBe(true), {timeout: 30_000, interval: 10})
  return child.pid ?? 0
}

describe('files that are about to be sent', () => {
  const data = join(folder, 'data')
  mkdirSync(data, {mode: 0o750})
  const log = join(data, 'log')
  writeFileSync(log, '')
  const pids = (output: ScriptOutput) => parseWriters(output).map(({pid}) => Number(pid))

  test('a process that may write one is named, one that reads it is not, and the folders above are told', async () => {
    const before = run('./scripts/before-sending.pl', {files: data})
    expect(pids(before)).toEqual([])
    expect(before.get('folders')?.split('\x1f').at(-1)).toMatch(new RegExp(`^700 \\d+ \\d+ ${folder}$`))
    expect(run('./scripts/before-sending.pl', {files: log}).get('folders')).toContain(
      `750 ${process.getuid?.()} ${process.getgid?.()} ${data}`,
    )
    await holder(log, '<')
    const writer = await holder(log, '>>')
    const found = run('./scripts/before-sending.pl', {files: data})
    expect(parseWriters(found)).toEqual([{pid: String(writer), shown: expect.stringMatching(/^process \d+ \((sh|sleep)\)$/), paths: [log]}])
  })

  test('a survey names writers only if it knows which processes belong to the service', async () => {
    const [own, foreign] = [await holder(log, '>>'), await holder(log, '>>')]
    const pidfile = join(folder, 'pid')
    writeFileSync(pidfile, `${own}\n`)
    const survey = '../service/scripts/survey.pl'
    const known = pids(run(survey, {files: data, pidfile}))
    expect(known).toContain(foreign)
    expect(known).not.toContain(own)
    expect(pids(run(survey, {files: data}))).toEqual([])
    expect(pids(run(survey, {files: data, units: 'no-such-unit.service'}))).toEqual([])
  })

  test('missing folders are made as they are at the source', () => {
    const text = `${loadScript(new URL('./scripts/make-folders.pl', import.meta.url))}\nmake_folders($arg{folders});`
    const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
    const folders = [`711 ${uid} ${gid} ${folder}/above`, `2750 ${uid} ${gid} ${folder}/above/one`].join('\x1f')
    expect(spawnSync('perl', ['-e', text, '--', `folders=${folders}`]).status).toBe(0)
    const modes = ['above', 'above/one'].map((name) => (statSync(join(folder, name)).mode & 0o7777).toString(8))
    expect(modes).toEqual(['711', '2750'])
  })
})

describe('right before files are sent', () => {
  const move = (stdout: string) => {
    const source = {host: 'node1', exec: async () => ({code: 0, stdout, stderr: ''})}
    return {source, workload: {name: 'web', kind: 'service', host: 'node1', config: {}}} as unknown as Move
  }
  const never = new AbortController().signal

  test('a process that writes them is an error with its next step', async () => {
    const output = 'folders 755 0 0 /srv\nnamed 7 my log\nwriter 7 /srv/a b\n'
    await expect(requireNoWriters(move(output), ['/srv/a b'], never)).rejects.toMatchObject({
      code: 'EVACUATE_STEP_FAILED',
      message: expect.stringContaining('process 7 (my log) has /srv/a b open for writing'),
      hint: 'end process 7 on node1',
    })
  })

  test('the folders above them are returned', async () =>
    expect(await requireNoWriters(move('folders 755 0 0 /srv\n'), ['/srv/a'], never)).toBe('755 0 0 /srv'))
})

describe('files that a move would replace at its destination', () => {
  const survey = './scripts/survey-destination-files.pl'

  test('a living process that the pidfile names, and one that writes a declared file, are in the way; a stale pidfile is not', async () => {
    const [log, pidfile] = [join(folder, 'there'), join(folder, 'there.pid')]
    writeFileSync(log, '')
    const pid = await holder(log, '>>')
    writeFileSync(pidfile, `${pid}\n`)
    const found = run(survey, {files: log, pidfile})
    expect(describeReplacedFiles('web', 'node2', found, pidfile).map(({message}) => message.replace(/\((sh|sleep)\)/g, '(sh)'))).toEqual([
      `${pidfile} on node2 names a running process, ${pid} (sh); the move of web would replace that file.`,
      `On node2, process ${pid} (sh) writes ${log}, which the move of web would replace.`,
    ])
    utimesSync(pidfile, 1, 1)
    expect(run(survey, {files: pidfile, pidfile}).all('owner')).toEqual([])
  })
})
