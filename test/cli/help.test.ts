import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {runOps} from './run-ops.ts'

// ops autocomplete makes its folder before it looks at its flags.
const cache = mkdtempSync(join(tmpdir(), 'ops-help-'))
const writable = {env: {XDG_CACHE_HOME: cache}}
afterAll(() => rmSync(cache, {recursive: true}))

const json = async (...args: string[]) => {
  const {code, stdout} = await runOps(args, writable)
  return {code, ...(JSON.parse(stdout) as {ok: boolean; result?: Record<string, unknown>; error?: Record<string, unknown>})}
}

describe('help', () => {
  test.each([
    [['-h'], 'TOPICS'],
    [['help'], 'TOPICS'],
    [[], 'TOPICS'],
    [['power', '-h'], 'power off'],
    [['power', 'off', '-h'], 'HOSTS'],
    [['power', 'off', 'node1', '-h'], 'HOSTS'],
    [['help', 'power', 'off'], 'HOSTS'],
    [['evacuate', '-h'], 'evacuate abort'],
    [['version', '-h'], 'USAGE'],
    [['autocomplete', '-h'], 'USAGE'],
  ])('ops %j is help', async (args, part) => {
    expect(await runOps(args)).toMatchObject({code: 0, stderr: '', stdout: expect.stringContaining(part)})
  })

  test.each([
    ['ops', ['help', '--json']],
    ['ops', ['--help', '--json']],
    ['ops', ['--json']],
    ['power', ['power', '--json']],
    ['power', ['power', '-h', '--json']],
    ['power off', ['help', 'power', 'off', '--json']],
    ['power off', ['power', 'off', '--help', '--json']],
    ['evacuate', ['help', '--json', 'evacuate']],
  ])('of %s as JSON: ops %j', async (name, args) => {
    expect(await json(...args)).toMatchObject({code: 0, ok: true, result: {name}})
  })

  test('prints the arguments and flags of a command', async () => {
    const {result} = await json('help', 'power', 'off', '--json')
    expect(result).toMatchObject({
      args: [{name: 'hosts', required: true}],
      flags: expect.arrayContaining([expect.objectContaining({name: 'dry-run', char: 'n', type: 'boolean'})]),
      examples: expect.arrayContaining(['ops power off node1']),
    })
  })

  test.each([
    [['help', 'nope'], 127, 'There is no command ops nope.\nNext: ops --help\n'],
    [['help', 'power', 'of'], 127, 'There is no command ops power of.\nNext: run ops power off, or ops power on\n'],
    [['power', 'of', '-h'], 127, 'There is no command ops power of.\nNext: run ops power off, or ops power on\n'],
    [['powr'], 127, 'There is no command ops powr.\nNext: ops power --help\n'],
    [['help', 'mirorlist'], 127, 'There is no command ops mirorlist.\nNext: ops mirrorlist --help\n'],
    [['mirorlist', 'serv'], 127, 'There is no command ops mirorlist serv.\nNext: ops mirrorlist serve\n'],
    [['evacuat'], 127, 'There is no command ops evacuat.\nNext: ops evacuate\n'],
    [['--nope'], 64, 'ops has no flag --nope of its own: flags follow the command (ops COMMAND --nope).\nNext: ops --help\n'],
    [['help', '--nope'], 64, 'Unknown flag --nope.\nNext: ops help --help\n'],
    [['autocomplete', '--nope'], 64, 'Unknown flag --nope.\nNext: ops autocomplete --help\n'],
  ])('of what does not exist: ops %j', async (args, code, stderr) => {
    const [text, told] = await Promise.all([runOps(args, writable), json(...args, '--json')])
    expect(text).toEqual({code, stdout: '', stderr})
    expect(told).toMatchObject({code, ok: false, error: {exit: code}})
  })
})

describe('in a pipe', () => {
  const commands = [['--help'], ['help', 'power', 'off'], ['help', '-n']]
  const widest = async (args: string[], env: Record<string, string> = {}) => {
    const {stdout} = await runOps(args, {env})
    // A usage line is broken between its flags, and a word never.
    const lines = stdout.split('\n').filter((line) => line.trim().includes(' ') && !/^ {2}\$ ops|^ {4}/.test(line))
    return Math.max(...lines.map(({length}) => length))
  }

  test.each(commands)('the help fits 80 columns, or COLUMNS: ops %s %s %s', async (...args) => {
    expect(await widest(args)).toBeLessThanOrEqual(80)
    expect(await widest(args, {COLUMNS: '60'})).toBeLessThanOrEqual(60)
    expect(await widest(args, {COLUMNS: '160'})).toBeGreaterThan(80)
  })
})

describe('version', () => {
  test.each([['version'], ['-v'], ['--version']])('ops %s', async (word) => {
    expect(await runOps([word])).toMatchObject({code: 0, stderr: '', stdout: expect.stringMatching(/^ops\/\d+\.\d+\.\d+ \S+ node-v\d+/)})
    expect(await json(word, '--json')).toMatchObject({code: 0, ok: true, result: {ops: expect.stringMatching(/^\d/)}})
  })
})
