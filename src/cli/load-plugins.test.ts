import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, expect, test} from 'vitest'
import {loadPlugins, type PluginPackage} from './load-plugins.ts'

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
  await expect(loadPlugins([one])).rejects.toMatchObject({
    code: 'CLI_PLUGIN_NOT_BUILT',
    message: `The plugin ops-plugin-usb cannot be loaded: its file ${one.root}/register.mjs does not exist.`,
    hint: `npm run build --prefix ${one.root}`,
  })
})

test.each([
  ['has no function to register', 'export const registr = 1', /exports no function "register"\.$/],
  ['fails when it is imported', "throw new Error('no libusb')", /cannot be loaded: no libusb\.$/],
  ['registers a name that is taken', adding('one'), /Two plugins register the power driver "one"\.$/],
])('a plugin that %s names the package and the reason', async (_, code, message) => {
  await expect(loadPlugins([plugin('a', adding('one')), plugin('ops-plugin-usb', code)])).rejects.toMatchObject({
    code: 'CLI_PLUGIN_BROKEN',
    exit: 64,
    message: expect.stringMatching(message),
    hint: expect.stringContaining('ops-plugin-usb'),
  })
})
