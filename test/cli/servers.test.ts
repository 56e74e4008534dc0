import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Config} from '@oclif/core'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {bin, root} from './run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-servers-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))

/** How each server is started on free ports of loopback. */
const starts: Record<string, string[]> = {
  'boot serve': ['--listen', '127.0.0.1', '--tftp-port', '0', '--http-port', '0'],
  'lab plug': ['--port', '0'],
  'mirrorlist serve': ['--listen', '127.0.0.1:0'],
}

let servers: string[] = []
beforeAll(async () => {
  const config = await Config.load(root)
  const classes = await Promise.all(config.commands.map(async (command) => ({id: command.id, loaded: await command.load()})))
  servers = classes.filter(({loaded}) => (loaded as {daemon?: boolean}).daemon === true).map(({id}) => id.replaceAll(':', ' '))
}, 60_000)

test('every server is among those that are started here', () => {
  expect(servers.toSorted()).toEqual(Object.keys(starts))
})

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Starts a server; `onReady` is called once it serves. */
function serve(server: string, more: readonly string[], onReady: (pid: number) => void): Promise<Ended> {
  const state = join(folder, server.replace(' ', '-'))
  const args = [bin, ...server.split(' '), ...(starts[server] ?? []), ...more]
  const env = {PATH: process.env['PATH'] ?? '', HOME: folder, OPS_STATE_DIR: state}
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {cwd: folder, env, timeout: 150_000, killSignal: 'SIGKILL'})
    let [stdout, stderr, isReady] = ['', '', false]
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      if (!isReady && /"type":"ops\.\w+\.ready\/1"/.test(stdout)) {
        isReady = true
        onReady(child.pid ?? 0)
      }
    })
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({code, stdout, stderr}))
  })
}

const lastLine = ({stdout}: Ended): unknown => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')

describe.each(Object.keys(starts))('ops %s', (server) => {
  test('is ended by its time limit with 124, and says so', async () => {
    const [json, text] = await Promise.all([
      serve(server, ['--timeout', '4s', '--json'], () => {}),
      serve(server, ['--timeout', '4s', ...(server === 'boot serve' ? ['--control', join(folder, 'other.sock')] : [])], () => {}),
    ])
    expect(json.code).toBe(124)
    expect(lastLine(json)).toMatchObject({ok: false, error: {code: 'DEADLINE', exit: 124}})
    expect(text.code).toBe(124)
    expect(text.stderr).toContain('The server was ended by its time limit of 4s.\nNext: ops config --explain\n')
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('is ended by %s with 0', async (signal) => {
    const ended = await serve(server, ['--json'], (pid) => process.kill(pid, signal))
    expect({code: ended.code, last: lastLine(ended)}).toEqual({code: 0, last: {ok: true, result: {}}})
  })
})

test('the process that an older Node has started ends when that one is killed', async () => {
  const older = join(folder, 'older-node.mjs')
  writeFileSync(
    older,
    `if (!process.env.OPS_REEXEC) Object.defineProperty(process, 'versions', {value: {...process.versions, node: '20.0.0'}})`,
  )
  const env = {PATH: process.env['PATH'] ?? '', HOME: folder, NODE_OPTIONS: `--import ${older}`}
  const starter = spawn(process.execPath, [bin, 'lab', 'plug', '--port', '0', '--json'], {cwd: folder, env, timeout: 60_000})
  const ended = once(starter, 'close')
  let stdout = ''
  for await (const chunk of starter.stdout) {
    stdout += chunk
    if (stdout.includes('ready')) starter.kill('SIGKILL')
  }
  // The output is closed: the process that served wrote into it, too.
  expect(await ended).toEqual([null, 'SIGKILL'])
  expect(stdout).toContain('{"ok":true')
})
