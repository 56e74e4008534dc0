import {type ChildProcess, execFile, spawn} from 'node:child_process'
import {chmodSync, closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {bin, runOps} from './run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-cli-'))
afterAll(() => rmSync(folder, {recursive: true, force: true}))
const env = {OPS_INVENTORY: join(folder, 'ops.yaml'), OPS_STATE_DIR: join(folder, 'state')}

beforeAll(() => {
  const many = '"n[1-20000]": {}'
  writeFileSync(
    join(folder, 'ops.yaml'),
    'hosts:\n  here: {transport: local, tags: [t]}\n  n[1-2]: {address: "%h.invalid"}\ngroups: {pair: "n[1-2]"}\n',
  )
  writeFileSync(join(folder, 'many.yaml'), `hosts: {${many}}\n`)
})

describe('results and exit codes', () => {
  test('a list for people', async () => {
    const {code, stdout, stderr} = await runOps(['inventory', 'list', '@pair,here'], {env})
    expect({code, stderr, stdout}).toEqual({
      code: 0,
      stderr: '',
      stdout: 'HOST  ADDRESS     TAGS  WORKLOADS\nhere  -           t     -\nn1    n1.invalid  -     -\nn2    n2.invalid  -     -\n',
    })
  })

  test('one envelope for machines, and nothing else on stdout', async () => {
    const {code, stdout} = await runOps(['inventory', 'list', 'here', '--json'], {env})
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      result: {file: env.OPS_INVENTORY, hosts: [{host: 'here', address: null, tags: ['t'], workloads: []}]},
    })
  })

  test.each([
    ['an unknown flag', ['inventory', 'list', '--nope'], 64, 'USAGE'],
    ['a flag without its value', ['inventory', 'list', '--timeout'], 64, 'USAGE'],
    ['an unknown argument', ['inventory', 'show', 'here', 'x'], 64, 'USAGE'],
    ['a missing argument', ['inventory', 'show'], 64, 'USAGE'],
    ['an unknown host', ['inventory', 'show', 'n9'], 64, 'INVENTORY_HOST_UNKNOWN'],
    ['a broken set', ['inventory', 'list', 'n[1-'], 64, 'HOSTSET_SYNTAX'],
    ['a missing file', ['inventory', 'check', '--inventory', '/nonexistent.yaml'], 64, 'INVENTORY_MISSING'],
    ['a bad duration', ['inventory', 'list', '--timeout', 'soon'], 64, 'SETTINGS_INVALID'],
  ])('%s is told as one error, as JSON too', async (_, args, exit, code) => {
    const [text, json] = await Promise.all([runOps(args, {env}), runOps([...args, '--json'], {env})])
    expect(text).toMatchObject({code: exit, stdout: ''})
    expect(text.stderr.trim()).not.toBe('')
    expect(json.code).toBe(exit)
    expect(JSON.parse(json.stdout)).toMatchObject({ok: false, error: {code, exit}})
  })

  test('an unknown command is 127, and nothing like it is run', async () => {
    const asked = await runOps(['powr', 'off', 'here'], {env})
    expect(asked).toEqual({code: 127, stdout: '', stderr: 'There is no command ops powr off here.\nNext: ops power off\n'})
    const json = await runOps(['inventory', 'lsit', '--json'], {env})
    expect([json.code, JSON.parse(json.stdout).error]).toMatchObject([
      127,
      {code: 'COMMAND_UNKNOWN', hint: 'ops inventory list', exit: 127},
    ])
  })

  test('the deadline ends a command with 124', async () => {
    const slow = join(folder, 'ssh')
    writeFileSync(slow, '#!/bin/sh\nexec sleep 60\n')
    chmodSync(slow, 0o755)
    const {code, stderr} = await runOps(['doctor', '--timeout', '300ms'], {env: {...env, PATH: `${folder}:${process.env['PATH']}`}})
    expect({code, stderr}).toMatchObject({code: 124, stderr: expect.stringContaining('The command did not finish within 300ms')})
  })
})

describe('signals', () => {
  const began = join(folder, 'began')

  /** A command in the middle of something long: when `began` exists. */
  const start = (stderr: 'pipe' | number = 'pipe') => {
    const slow = join(folder, 'ssh')
    writeFileSync(slow, `#!/bin/sh\ncase "$*" in *"-O exit"*) exit 0; esac\n: >${began}\nexec sleep 600\n`)
    chmodSync(slow, 0o755)
    rmSync(began, {force: true})
    const path = `${folder}:${process.env['PATH']}`
    return spawn(process.execPath, [bin, 'doctor'], {env: {...process.env, ...env, PATH: path}, stdio: ['ignore', 'pipe', stderr]})
  }
  const codeOf = (child: ChildProcess) => new Promise((resolve) => child.on('close', resolve))

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s unwinds and ends with %i, also when it comes twice at once, as from timeout(1)', async (name, exit) => {
    const child = start()
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      if (!said.includes('stopping') && `${said}${chunk}`.includes('stopping')) child.kill(name)
      said += chunk
    })
    await expect.poll(() => existsSync(began)).toBe(true)
    child.kill(name)
    expect(await codeOf(child)).toBe(exit)
    expect(said).toContain(`Stopped by ${name}.\n`)
  })

  test('a closed stderr does not end a command in the middle', async () => {
    const full = openSync('/dev/full', 'w')
    const child = start(full)
    await expect.poll(() => existsSync(began)).toBe(true)
    child.kill('SIGINT')
    expect(await codeOf(child)).toBe(130)
    closeSync(full)
  })
})

describe('readers of stdout', () => {
  const sh = (script: string) => promisify(execFile)('sh', ['-c', script], {env: {...process.env, ...env}, timeout: 200_000})
  const list = `${process.execPath} ${bin} inventory list --inventory ${join(folder, 'many.yaml')}`

  test('one that closes early does not make an error', async () => {
    const {stdout, stderr} = await sh(`{ ${list}; echo "rc $?" >&2; } | head -n 1`)
    expect({stdout, stderr}).toEqual({stdout: expect.stringMatching(/^HOST/), stderr: 'rc 0\n'})
  })

  test('a result that could not be written is reported, and is no success', async () => {
    const {stdout, stderr} = await sh(`${list} >/dev/full; echo "rc $?"`)
    expect(stdout).toBe('rc 1\n')
    expect(stderr).toMatch(/^The result could not be printed: ENOSPC[^\n]*\.\n$/)
  })

  test('a slow one gets every line', async () => {
    const {stdout} = await sh(`${list} | { sleep 12; wc -l; }`)
    expect(Number(stdout)).toBe(20_001)
  })
})

test('help and version need no configuration', async () => {
  const [help, version] = await Promise.all([runOps(['--help']), runOps(['--version'])])
  expect(help).toMatchObject({code: 0, stdout: expect.stringContaining('TOPICS')})
  expect(version).toMatchObject({code: 0, stdout: expect.stringMatching(/^ops\/\d/)})
})

test('help imports no heavy package', async () => {
  const trace = join(folder, 'trace.mjs')
  writeFileSync(
    trace,
    `import {registerHooks} from 'node:module'
     registerHooks({load(url, context, next) { if (/node_modules\\/(zod|undici|fastify|maxmind|yaml|prom-client|semver)\\//.test(url)) process.stderr.write('HEAVY ' + url + '\\n'); return next(url, context) }})`,
  )
  const {code, stderr} = await runOps(['--help'], {env: {NODE_OPTIONS: `--import ${trace}`}})
  expect({code, stderr}).toEqual({code: 0, stderr: ''})
})
