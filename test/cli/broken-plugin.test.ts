import {execFile} from 'node:child_process'
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {type OpsRun, root} from './run-ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-broken-plugin-'))
const ops = join(folder, 'ops')
const usb = join(ops, 'node_modules', 'ops-plugin-usb')
const inventory = join(folder, 'ops.yaml')

/** An installed ops: the same files, and one plugin more. */
beforeAll(() => {
  const modules = join(ops, 'node_modules')
  mkdirSync(modules, {recursive: true})
  for (const each of readdirSync(join(root, 'node_modules'))) symlinkSync(join(root, 'node_modules', each), join(modules, each))
  cpSync(join(root, 'bin'), join(ops, 'bin'), {recursive: true})
  symlinkSync(join(root, 'commands'), join(ops, 'commands'))
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {dependencies: object; oclif: {plugins: string[]}}
  manifest.dependencies = {...manifest.dependencies, 'ops-plugin-usb': '1.0.0'}
  manifest.oclif.plugins.push('ops-plugin-usb')
  writeFileSync(join(ops, 'package.json'), JSON.stringify(manifest))
  const command = (word: string) => `[sh, -c, "echo ${word} >> ${folder}/said"]`
  writeFileSync(
    inventory,
    `hosts:
  web1:
    power: {driver: exec, status: [echo, on], on: ${command('on')}, off: ${command('off')}}
    hub: 3
  web2:
    power: {driver: usb-relay, port: 1}
    workloads: [{name: a, kind: usb-work}]
relays: {one: 1}
`,
  )
})

afterAll(() => rmSync(folder, {recursive: true}))

function installPlugin(files: Record<string, string>): void {
  rmSync(usb, {recursive: true, force: true})
  mkdirSync(usb)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(usb, name), text)
}

const packageJson = (oclif: object = {}) =>
  JSON.stringify({name: 'ops-plugin-usb', version: '1.2.3', type: 'module', ops: {register: './register.js'}, oclif})

function run(...args: string[]): Promise<OpsRun> {
  return new Promise((resolve) => {
    const env = {PATH: process.env['PATH'] ?? '', HOME: folder, NO_COLOR: '1', OPS_STATE_DIR: join(folder, 'state')}
    const options = {cwd: ops, env, timeout: 200_000}
    const child = execFile(process.execPath, ['bin/run.js', ...args, '--inventory', inventory], options, (_, stdout, stderr) =>
      resolve({code: child.exitCode, stdout, stderr}),
    )
  })
}

const ways: [string, () => void, string][] = [
  [
    'throws when it is imported',
    () => installPlugin({'package.json': packageJson(), 'register.js': "throw new Error('no libusb')"}),
    'The plugin ops-plugin-usb cannot be loaded: no libusb.',
  ],
  [
    'has commands that cannot be imported',
    () =>
      installPlugin({
        'package.json': packageJson({commands: {strategy: 'explicit', target: './commands.js'}}),
        'commands.js': "throw new Error('no commands')",
        'register.js': 'export const register = () => {}',
      }),
    'The plugin ops-plugin-usb cannot be loaded: no commands.',
  ],
  [
    'is not installed',
    () => rmSync(usb, {recursive: true, force: true}),
    `The plugin ops-plugin-usb cannot be loaded: ${ops}/package.json names it, and it is not installed.`,
  ],
]

test.each(ways)(
  'a plugin that %s: commands that read go on and say so, the doctor reports it, no machine is switched off',
  async (...way) => {
    const [, install, sentence] = way
    install()
    const check = await run('inventory', 'check')
    expect(check).toMatchObject({code: 0, stderr: `${sentence} ops continues without it.\n`})
    expect(
      check.stdout.match(/the (?:key|kind of work) "[\w-]+" was not checked, because the plugin ops-plugin-usb is not loaded/g),
    ).toHaveLength(3)

    expect(await run('inventory', 'list')).toMatchObject({code: 0, stdout: expect.stringContaining('web2')})

    const status = await run('power', 'status', 'web1,web2')
    expect(status.stdout).toMatch(/^web1 +on .*\nweb2 +unknown .*its driver "usb-relay" belongs to no plugin that is loaded/)

    const doctor = await run('doctor', '--json')
    expect(doctor.stderr).toBe('')
    const {findings} = (JSON.parse(doctor.stdout) as {result: {findings: {subject: string; state: string; message: string}[]}}).result
    expect(findings.filter(({subject}) => subject.startsWith('plugin '))).toMatchObject([
      {subject: 'plugin ops-plugin-usb', state: 'broken', message: sentence},
    ])

    const off = await run('power', 'off', 'web1', '--json')
    expect(off.code).toBe(5)
    expect(off.stdout).toContain('GUARD_PLUGIN_MISSING')
    expect(off.stdout).toContain(sentence)
    expect(readdirSync(folder)).not.toContain('said')

    const plugins = await run('plugins', '--json')
    const listed = (JSON.parse(plugins.stdout) as {result: {plugins: {name: string}[]}}).result.plugins
    expect(listed.find(({name}) => name === 'ops-plugin-usb')).toMatchObject({state: 'failed', error: {message: sentence}})
  },
)

test("a command of a plugin that could not be loaded says so, and oclif's own warning is not printed", async () => {
  installPlugin({
    'package.json': packageJson({commands: {strategy: 'explicit', target: './commands.js'}}),
    'commands.js': "throw new Error('no commands')",
  })
  expect(await run('usb', 'list')).toMatchObject({
    code: 127,
    stderr: `There is no command ops usb list. The plugin ops-plugin-usb cannot be loaded: no commands.
Next: correct the plugin in ${usb}, or take ops-plugin-usb out of "oclif.plugins" in the package.json of ops
`,
  })
})

test('ops plugins lists what a plugin registers, and its commands', async () => {
  installPlugin({
    'package.json': packageJson(),
    'register.js': "export const register = (registry) => registry.powerDrivers.add('usb-relay', {name: 'usb-relay'})",
  })
  const {code, stdout, stderr} = await run('plugins')
  expect({code, stderr}).toEqual({code: 0, stderr: ''})
  expect(stdout).toContain(`ops-plugin-usb  1.2.3  ${usb}\n  power driver: usb-relay`)
  expect(stdout).toMatch(/@ops\/plugin-power {2}.*\n {2}command: power accept, .*\n(?: {2}.*\n)*? {2}guard: dependants, /)
})
