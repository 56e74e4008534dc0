import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {runOps} from '../cli/run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-inventory-cli-'))
afterAll(() => rmSync(folder, {recursive: true}))
const file = (name: string) => join(folder, name)

beforeAll(() => {
  writeFileSync(
    file('good.yaml'),
    `defaults: {ssh: {user: admin, options: {LogLevel: ERROR}}, tags: [all]}
groups:
  rack1: {hosts: "node[1-2]", defaults: {ssh: {user: op}}}
  near: {hosts: node1, defaults: {ssh: {port: 2222}}}
  pair: "node[1-2]"
hosts:
  node[1-3]: {address: "%h.example.com"}
  gate: {address: g, tags: [gate], ssh: {user: root}}
phones: {pixel: {serial: abc}}
outlets: {strip: {feeds: node1, power: {driver: kasa, address: p}}}
`,
  )
  writeFileSync(file('one.yaml'), 'hosts: {a: {}}\ngroups: {g: a}\n')
  writeFileSync(file('broken.yaml'), 'hosts:\n  a: {adress: x}\n  status: {}\nsettings: {fanout: 0}\n')
  writeFileSync(file('syntax.yaml'), 'hosts:\n\ta: {}\n')
  writeFileSync(file('latin.yaml'), Buffer.from('hosts:\n  x: {}\n  caf\xe9: {}\n', 'latin1'))
  writeFileSync(file('bell.yaml'), 'hosts:\n  a: {address: "x\u0007"}\n')
})

const ops = (inventory: string, ...args: string[]) =>
  runOps([...args, '--inventory', file(inventory)], {env: {OPS_STATE_DIR: file('state')}, timeoutMs: 120_000})

describe('ops inventory check', () => {
  test('of one host', async () => {
    expect(await ops('one.yaml', 'inventory', 'check')).toEqual({
      code: 0,
      stdout: `${file('one.yaml')}: 1 host, 1 group, no problem.\n`,
      stderr: '',
    })
  })

  test('a plug without a pin is a warning, which leaves the exit code', async () => {
    const place = `${file('good.yaml')}:10:33`
    const message = 'kasa/p:9999 is not pinned: a wrong plug at this address is noticed only if ops has read the right one before.'
    const hint = `ops power info --inventory ${file('good.yaml')} node1 prints the line to add.`
    expect(await ops('good.yaml', 'inventory', 'check')).toEqual({
      code: 0,
      stdout: `${place}: warning: outlets.strip.power: ${message} ${hint}\n${file('good.yaml')}: 4 hosts, 3 groups, no problem.\n`,
      stderr: '',
    })
    const {ok, result} = JSON.parse((await ops('good.yaml', 'inventory', 'check', '--json')).stdout)
    expect(ok).toBe(true)
    expect(result.warnings).toMatchObject([{line: 10, column: 33, path: 'outlets.strip.power', message, hint}])
  })

  test('the warning of an outlet that feeds no host names no outlet as a host', async () => {
    writeFileSync(file('outlet.yaml'), 'hosts: {a: {}}\noutlets: {strip/6: {feeds: nosuch, power: {driver: kasa, address: p}}}\n')
    const {stdout} = await ops('outlet.yaml', 'inventory', 'check')
    const command = `ops power info --inventory ${file('outlet.yaml')}`
    expect(stdout).toContain(`Name a host that it feeds; ${command} HOST then prints the line to add.`)
    expect(stdout).not.toContain(`${command} strip/6`)
  })

  test('for people: every problem, and hosts named like a command', async () => {
    const {code, stdout} = await ops('broken.yaml', 'inventory', 'check')
    expect(code).toBe(64)
    expect(stdout.replaceAll(`${folder}/`, '').split('\n')).toEqual([
      'broken.yaml:2:7: hosts.a: unknown key "adress". Did you mean "address"?',
      'broken.yaml:3:3: hosts: "status" is the name of a command. Give the machine another name.',
      'broken.yaml:4:20: settings.fanout: must be a whole number from 1, not 0.',
      '3 problems in broken.yaml.',
      '',
    ])
  })

  test('for programs: a list', async () => {
    const {code, stdout} = await ops('broken.yaml', 'inventory', 'check', '--json')
    const {ok, result, error} = JSON.parse(stdout)
    expect([code, ok, error.code]).toEqual([64, false, 'INVENTORY_INVALID'])
    expect(result.problems[0]).toEqual({
      file: file('broken.yaml'),
      line: 2,
      column: 7,
      path: 'hosts.a',
      message: 'unknown key "adress".',
      hint: 'Did you mean "address"?',
    })
    expect(result.problems.map(({path, hint}: {path: string; hint: string | null}) => [path, hint])).toEqual([
      ['hosts.a', 'Did you mean "address"?'],
      ['hosts', 'Give the machine another name.'],
      ['settings.fanout', null],
    ])
  })

  test.each([
    ['latin.yaml', '3:6: the byte 0xE9 is not UTF-8. Convert the file: iconv -f ISO-8859-1 -t UTF-8'],
    ['bell.yaml', '2:18: the control character U+0007 is not allowed in YAML.'],
    ['syntax.yaml', '2:1: a tab is used as indentation. Indent with blanks.'],
  ])('%s', async (name, sentence) => {
    const {code, stdout} = await ops(name, 'inventory', 'check')
    expect({code, stdout}).toEqual({code: 64, stdout: expect.stringContaining(`${name}:${sentence}`)})
  })
})

describe('a broken inventory', () => {
  test('is one finding of the doctor, which goes on', async () => {
    const {stdout} = await ops('broken.yaml', 'doctor', '--json')
    const {findings} = JSON.parse(stdout).result as {findings: {subject: string; state: string}[]}
    expect(findings.filter(({subject}) => subject === file('broken.yaml'))).toMatchObject([
      {state: 'broken', fix: `ops inventory check --inventory ${file('broken.yaml')}`},
    ])
    expect(findings.length).toBeGreaterThan(3)
  })

  test.each(['broken.yaml', 'syntax.yaml', 'latin.yaml'])('%s does not end a command that needs none', async (name) => {
    const {code, stdout, stderr} = await ops(name, 'runs', 'list')
    expect({code, stdout}).toEqual({code: 0, stdout: 'No recorded run matches.\n'})
    expect(stderr.split('\n')).toEqual([
      'ops continues without the settings that it cannot read:',
      expect.stringContaining(`${file(name)}:`),
      `Next: ops inventory check --inventory ${file(name)}`,
      '',
    ])
  })
})

test('each value of a host with the line that it comes from', async () => {
  const {code, stdout} = await ops('good.yaml', 'inventory', 'show', 'node1', '--explain', '--json')
  expect(code).toBe(0)
  const {values} = JSON.parse(stdout).result as {values: {path: string; value: unknown; from: string; line: number}[]}
  expect(values.map(({path, value, from, line}) => [path, value, from, line])).toEqual([
    ['address', 'node1.example.com', 'hosts.node[1-3]', 7],
    ['ssh.port', 2222, 'groups.near.defaults', 4],
    ['ssh.user', 'op', 'groups.rack1.defaults', 3],
    ['ssh.options.LogLevel', 'ERROR', 'defaults', 1],
    ['tags', ['all'], 'defaults', 1],
  ])
})

test('all that is known of hosts, after the defaults are merged', async () => {
  const {stdout} = await ops('good.yaml', 'inventory', 'list', 'node3,gate', '--full', '--json')
  expect(JSON.parse(stdout).result.hosts).toMatchObject([
    {host: 'node3', groups: [], ssh: {user: 'admin', options: {LogLevel: 'ERROR'}}, tags: ['all']},
    {host: 'gate', groups: [], ssh: {user: 'root', options: {LogLevel: 'ERROR'}}, tags: ['gate']},
  ])
})

describe('a name that is no host says what it is', () => {
  test.each([
    [['inventory', 'show', 'pixel'], 'INVENTORY_NOT_A_HOST', '"pixel" is a phone, not a host.', 'ops phone info INVENTORY pixel'],
    [['inventory', 'show', 'strip'], 'INVENTORY_NOT_A_HOST', '"strip" is an outlet, not a host.', "ops power status INVENTORY 'node1'"],
    [['power', 'info', 'pair'], 'INVENTORY_NOT_A_HOST', '"pair" is a group, not a host.', 'write @pair for its hosts'],
    [['inventory', 'show', 'nod1'], 'INVENTORY_HOST_UNKNOWN', 'Did you mean "node1"?', 'ops inventory list INVENTORY'],
    [['inventory', 'list', '@par'], 'HOSTSET_GROUP_UNKNOWN', 'Did you mean "@pair"?', 'ops inventory list INVENTORY --groups'],
    [['inventory', 'list', '@tag:gat'], 'INVENTORY_HOSTSET_EMPTY', 'Did you mean "@tag:gate"?', 'ops inventory list INVENTORY'],
    [
      ['evacuate', 'node[1-2]'],
      'INVENTORY_ONE_HOST',
      'takes the name of one host; "node[1-2]" is a set of 2 hosts',
      'name one host, e.g. node1',
    ],
    [['boot', 'explain', 'node1,gate'], 'INVENTORY_ONE_HOST', 'takes the name of one host', 'name one host, e.g. node1'],
  ])('ops %j', async (args, code, sentence, hint) => {
    const {error} = JSON.parse((await ops('good.yaml', ...args, '--json')).stdout)
    // What is typed next is about the same file.
    const named = hint.replace('INVENTORY', `--inventory ${file('good.yaml')}`)
    expect(error).toMatchObject({code, message: expect.stringContaining(sentence), hint: named, exit: 64})
  })
})
