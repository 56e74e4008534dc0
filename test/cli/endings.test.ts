import {execFile} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, describe, expect, test} from 'vitest'
import {bin, runOps} from './run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-endings-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))
const sh = (script: string) => promisify(execFile)('sh', ['-c', script], {env: {PATH: process.env['PATH'], HOME: folder}, timeout: 60_000})
const ops = `${process.execPath} ${bin}`

describe('a result that cannot be written', () => {
  const commands = [
    '--help',
    'help',
    'power --help',
    'help power off --json',
    'version',
    '--version',
    'config',
    'runs list',
    'autocomplete bash',
  ]

  test.each(commands)('ops %s on a full device says so, with exit 1', async (command) => {
    const {stdout, stderr} = await sh(`${ops} ${command} >/dev/full; echo "rc $?"`)
    expect(stdout).toBe('rc 1\n')
    expect(stderr).toMatch(/(^|\n)The result could not be printed: ENOSPC[^\n]*\.\n$/)
    expect(stderr).not.toContain('    at ')
  })

  test.each(commands)('ops %s into a pipe that is closed is no error', async (command) => {
    // The reader is gone before ops starts to write.
    const {stdout, stderr} = await sh(`{ sleep 0.2; ${ops} ${command}; echo "rc $?" >&2; } | true`)
    expect({stdout, stderr: stderr.replace('Building the autocomplete cache... done\n', '')}).toEqual({stdout: '', stderr: 'rc 0\n'})
  })

  test.each(['config', 'help', 'version', 'nope'])('ops %s with stdin, stdout and stderr closed ends', async (command) => {
    const {stdout} = await sh(`( ${ops} ${command} <&- >&- 2>&- ); echo "rc $?"`)
    expect(stdout).toBe(`rc ${command === 'nope' ? 127 : 0}\n`)
  })
})

describe('a bug of ops', () => {
  // Loaded before ops, as nothing inside of ops can be made to fail on purpose.
  const throws = (code: string) => {
    const file = join(folder, `bug-${code.length}.mjs`)
    writeFileSync(file, code)
    return {NODE_OPTIONS: `--import ${file}`}
  }

  test.each([
    ['thrown where nothing catches it', `setTimeout(() => { null.x }, 300); setInterval(() => {}, 1000)`],
    [
      'a promise that is rejected',
      `setTimeout(() => Promise.reject(new TypeError("Cannot read properties of null (reading 'x')")), 300); setInterval(() => {}, 1000)`,
    ],
    ['inside a command', `process.cwd = () => null.x`],
  ])('%s is one sentence, and its stack is in a file', async (_, code) => {
    const {code: exit, stdout, stderr} = await runOps(['config'], {env: {...throws(code), TMPDIR: folder}})
    expect({exit, stderr}).toEqual({
      exit: 1,
      stderr: expect.stringMatching(
        /^ops config failed because of a bug in ops: Cannot read properties of null \(reading 'x'\)\.\nNext: report the bug with the file \S+ \(version, command, stack\); .*\n$/,
      ),
    })
    expect(stdout).not.toContain('    at ')
    const report = readFileSync(/the file (\S+)/.exec(stderr)?.[1] ?? '', 'utf8')
    expect(report).toMatch(/^ops[ /]\d+\.\d+\.\d+ [\s\S]*arguments: \["config"\][\s\S]*TypeError: Cannot read[\s\S]*\n {4}at /)
  })

  test('is one envelope with --json', async () => {
    const {code, stdout} = await runOps(['config', '--json'], {env: {...throws('process.cwd = () => null.x'), TMPDIR: folder}})
    expect({code, ...JSON.parse(stdout)}).toMatchObject({
      code: 1,
      ok: false,
      error: {code: 'INTERNAL', exit: 1, hint: expect.stringContaining(folder)},
    })
  })

  test('without a folder for its report prints it', async () => {
    const file = join(folder, 'no-folder')
    writeFileSync(file, '')
    const {code, stderr} = await runOps(['config'], {env: {...throws('process.cwd = () => null.x'), TMPDIR: file}})
    expect({code, stderr}).toMatchObject({code: 1, stderr: expect.stringContaining('report the bug with these lines:\nops/')})
  })
})
