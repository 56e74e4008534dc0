import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, expect, test} from 'vitest'
import type {Host} from '../inventory/inventory.ts'
import type {GuardContext} from '../seams/guard.ts'
import type {PluginPackage} from './find-plugins.ts'
import {loadPlugins} from './load-plugins.ts'

const made: string[] = []

afterEach(() => {
  for (const root of made.splice(0)) rmSync(root, {recursive: true})
})

function plugin(name: string, code: string | undefined, pjson: object = {ops: {register: './register.mjs'}}): PluginPackage {
  const root = mkdtempSync(join(tmpdir(), 'ops-plugin-'))
  made.push(root)
  if (code !== undefined) writeFileSync(join(root, 'register.mjs'), code)
  return {name, root, pjson}
}

const adding = (driver: string) => `export const register = (registry) => registry.powerDrivers.add('${driver}', {})`

test('plugins register in the order of their names; one without a module to register is left alone', async () => {
  const registry = await loadPlugins([plugin('b', adding('two')), plugin('a', adding('one')), plugin('c', undefined, {})])
  expect(registry.powerDrivers.names()).toEqual(['one', 'two'])
})

test('a plugin that is not built names the package, the file and the command that builds it', async () => {
  const one = plugin('ops-plugin-usb', undefined)
  const {failedPlugins} = await loadPlugins([one])
  expect(failedPlugins).toMatchObject([
    {
      name: 'ops-plugin-usb',
      error: {
        code: 'CLI_PLUGIN_NOT_BUILT',
        message: `The plugin ops-plugin-usb cannot be loaded: its file ${one.root}/register.mjs does not exist.`,
        hint: `npm run build --prefix ${one.root}`,
      },
    },
  ])
})

test('a plugin that is not installed names the file that lists it', async () => {
  const {failedPlugins} = await loadPlugins([], [{name: 'ops-plugin-usb', namedIn: '/ops/package.json'}])
  expect(failedPlugins).toMatchObject([
    {error: {message: 'The plugin ops-plugin-usb cannot be loaded: /ops/package.json names it, and it is not installed.'}},
  ])
})

const broken: [string, string, RegExp][] = [
  ['has no function to register', 'export const registr = 1', /exports no function "register"\.$/],
  ['fails when it is imported', "throw new Error('no libusb')", /cannot be loaded: no libusb\.$/],
  ['registers a name that is taken', adding('one'), /Two plugins register the power driver "one"\.$/],
  [
    'fails after it registered something',
    `export const register = (registry) => { registry.powerDrivers.add('two', {}); throw new Error('no hub') }`,
    /no hub\.$/,
  ],
]

test.each(broken)('a plugin that %s names the package and the reason, and the others are loaded', async (_, code, message) => {
  const registry = await loadPlugins([plugin('a', adding('one')), plugin('ops-plugin-usb', code), plugin('z', adding('three'))])
  expect(registry.failedPlugins).toMatchObject([
    {
      name: 'ops-plugin-usb',
      error: {
        code: 'CLI_PLUGIN_BROKEN',
        exit: 64,
        message: expect.stringMatching(message),
        hint: expect.stringContaining('ops-plugin-usb'),
      },
    },
  ])
  expect(registry.powerDrivers.names()).toEqual(['one', 'three'])
  expect(registry.loadedPlugins.map(({name, registered}) => [name, registered])).toEqual([
    ['a', {'power driver': ['one']}],
    ['z', {'power driver': ['three']}],
  ])
})

test('in the place of a plugin that failed stand a guard that refuses and a finding of the doctor', async () => {
  const registry = await loadPlugins([plugin('ops-plugin-usb', "throw new Error('no libusb')")])
  const [guard] = registry.guards.all()
  const report = await guard?.check({name: 'web1'} as Host, {} as GuardContext)
  expect(report?.findings).toMatchObject([
    {
      host: 'web1',
      code: 'GUARD_PLUGIN_MISSING',
      forcible: true,
      message: expect.stringMatching(/^The plugin ops-plugin-usb may have a guard that protects the work of web1.*no libusb\.$/),
      hint: expect.stringContaining('oclif.plugins'),
    },
  ])
  const [check] = registry.doctorChecks.all()
  expect(await check?.run({}, AbortSignal.timeout(5_000))).toMatchObject([{subject: 'plugin ops-plugin-usb', state: 'broken'}])
})
