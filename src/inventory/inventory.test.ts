import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll, describe, expect, test} from 'vitest'
import {z} from 'zod'
import {goldens} from '../../test/golden/golden.ts'
import {Registry} from '../seams/registry.ts'
import {findInventory} from '../settings/index.ts'
import type {Inventory} from './inventory.ts'
import {checkInventory, inventoryJsonSchema, loadInventory} from './load.ts'
import type {InventorySection} from './section.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-inventory-'))
afterAll(() => rmSync(folder, {recursive: true}))

const power: InventorySection<{driver: string}> = {
  name: 'power',
  at: 'host',
  schema: async () => z.strictObject({driver: z.enum(['kasa', 'exec']), address: z.string().optional()}),
  check: (inventory, {spot}) =>
    [...inventory.hosts.values()]
      .filter((host) => host.section(power)?.driver === 'exec' && host.address === undefined)
      .map((host) => ({spot: spot('hosts', host.name, 'power', 'driver'), message: `${host.name}: exec needs an address.`})),
}

function registry(): Registry {
  const made = new Registry()
  made.inventorySections.add('power', power)
  made.workloadRuntimes.add('process', {
    kind: 'process',
    schema: async () => z.strictObject({pidfile: z.string()}),
    locate: async () => ({state: 'absent', pids: [], units: [], containers: [], detail: ''}),
  })
  return made
}

async function load(text: string): Promise<Inventory> {
  const file = join(folder, 'ops.yaml')
  writeFileSync(file, text)
  return loadInventory({file, registry: registry(), cwd: folder, env: {}})
}

describe('ops.yaml', () => {
  goldens(fileURLToPath(new URL('goldens', import.meta.url)), async (input) => {
    try {
      const inventory = await load(input)
      return [...inventory.hosts.values()]
        .map(({name, address, tags, workloads, section}) => JSON.stringify({name, address, tags, workloads, power: section(power)}))
        .join('\n')
    } catch (error) {
      const {message, exit} = error as Error & {exit: number}
      return `exit ${exit}\n${message.replaceAll(`${folder}/`, '')}`
    }
  })
})

test('a mistake in a range is reported once, and each of its hosts keeps its own right values', async () => {
  const text = 'hosts: {"m[1-3]": {address: "%h.example.com", adress: x, power: {driver: kasa, address: "plug-%h"}}}\n'
  const file = join(folder, 'range.yaml')
  writeFileSync(file, text)
  const {inventory, problems} = await checkInventory({file, registry: registry(), cwd: folder, env: {}}, {strict: true})
  expect(problems.map(({message}) => message)).toEqual(['unknown key "adress".'])
  expect([...(inventory?.hosts.values() ?? [])].map((host) => [host.address, host.section(power)])).toEqual(
    ['m1', 'm2', 'm3'].map((name) => [`${name}.example.com`, {driver: 'kasa', address: `plug-${name}`}]),
  )
})

describe('selecting', () => {
  const text = 'hosts: {z: {tags: [cell]}, "n[1-3]": {arch: ppc64}}\ngroups: {all: "n[1-3],z", odd: "@all!n2"}\n'
  const names = (hosts: readonly {name: string}[]) => hosts.map((host) => host.name).join(' ')

  test.each([
    ['@all', 'z n1 n2 n3'],
    ['n3,z', 'z n3'],
    ['@odd', 'z n1 n3'],
    ['@tag:cell', 'z'],
    ['@arch:ppc64&n[1-2]', 'n1 n2'],
    ['@*', 'z n1 n2 n3'],
  ])('%s, in the order of the inventory', async (set, expected) => {
    expect(names((await load(text)).select(set))).toBe(expected)
  })

  test('an unknown name and an empty set are refused', async () => {
    const inventory = await load(text)
    expect(() => inventory.select('n[3-5]')).toThrow(/^n\[4-5\]: not in the inventory/)
    expect(() => inventory.select('n1!n1')).toThrow(expect.objectContaining({code: 'INVENTORY_HOSTSET_EMPTY', exit: 64}))
    expect(() => inventory.host('n9')).toThrow(expect.objectContaining({code: 'INVENTORY_HOST_UNKNOWN'}))
  })
})

describe('defaults', () => {
  const sshOf = async (text: string, host: string) => (await load(text)).host(host).ssh

  test('the nearest wins, key by key: the host, the group with fewer hosts, the later of two groups, all hosts', async () => {
    const text = `
defaults: {ssh: {user: all, port: 1, identity: all, options: {A: all, B: all}}}
groups:
  few: {hosts: "n[1-2]", defaults: {ssh: {port: 2, options: {B: few}}}}
  later: {hosts: "n[2-3]", defaults: {ssh: {port: 3}}}
  many: {hosts: "@few,n3", defaults: {ssh: {port: 4, identity: many}}}
hosts:
  n[1-4]: {ssh: {user: "%h"}}
`
    expect(await sshOf(text, 'n1')).toEqual({user: 'n1', port: 2, identity: 'many', options: {A: 'all', B: 'few'}})
    expect(await sshOf(text, 'n2')).toEqual({user: 'n2', port: 3, identity: 'many', options: {A: 'all', B: 'few'}})
    expect(await sshOf(text, 'n3')).toEqual({user: 'n3', port: 3, identity: 'many', options: {A: 'all', B: 'all'}})
    expect(await sshOf(text, 'n4')).toEqual({user: 'n4', port: 1, identity: 'all', options: {A: 'all', B: 'all'}})
  })

  test('lists replace, and a mapping of another driver replaces as a whole', async () => {
    const inventory = await load(
      'defaults: {tags: [a, b], power: {driver: kasa, address: p}}\nhosts: {h: {address: x, tags: [c], power: {driver: exec}}, i: }\n',
    )
    expect(inventory.host('h')).toMatchObject({tags: ['c']})
    expect(inventory.host('h').section(power)).toEqual({driver: 'exec'})
    expect(inventory.host('i').tags).toEqual(['a', 'b'])
    expect(inventory.host('i').section(power)).toEqual({driver: 'kasa', address: 'p'})
  })
})

describe('the inventory file', () => {
  const home = mkdtempSync(join(tmpdir(), 'ops-inventory-'))
  afterAll(() => rmSync(home, {recursive: true}))
  mkdirSync(join(home, 'of-yml'), {recursive: true})
  const folderHome = join(home, 'of-folder')
  mkdirSync(join(folderHome, 'ops.yaml'), {recursive: true})
  writeFileSync(join(home, 'of-yml', 'ops.yml'), 'hosts: {a: }\n')
  writeFileSync(join(folderHome, 'ops.yaml', 'site.yaml'), 'hosts: {a: }\n')
  const open = (file: string | undefined, cwd: string) =>
    loadInventory({file, registry: registry(), cwd, env: {XDG_CONFIG_HOME: '/none', OPS_STATE_DIR: '/none'}})
  const near = join(home, 'of-yml', 'ops.yml')

  test.each([
    ['ops.yml beside ops.yaml, which is looked for', undefined],
    ['ops.yml beside ops.yaml, which is named', 'ops.yaml'],
  ])('%s, is told', async (_, file) => {
    await expect(open(file, join(home, 'of-yml'))).rejects.toMatchObject({
      code: 'INVENTORY_MISSING',
      message: expect.stringMatching(/ Did you mean ".*\/of-yml\/ops\.yml"\?$/),
      hint: `mv ${near} ${join(home, 'of-yml', 'ops.yaml')}, or give --inventory ${near}`,
    })
  })

  test('a folder is told, with the file in it', async () => {
    await expect(open('ops.yaml', folderHome)).rejects.toMatchObject({
      code: 'INVENTORY_IS_FOLDER',
      exit: 64,
      message: `${join(folderHome, 'ops.yaml')} is a folder, not an inventory file.`,
      hint: `give --inventory ${join(folderHome, 'ops.yaml', 'site.yaml')}`,
    })
  })
})

test('flag, then OPS_INVENTORY, then the project above, then the user', () => {
  writeFileSync(join(folder, 'ops.yaml'), '')
  const env = {OPS_INVENTORY: '/env.yaml', XDG_CONFIG_HOME: '/none'}
  expect(findInventory('x.yaml', env, folder)).toEqual({file: join(folder, 'x.yaml'), source: '--inventory'})
  expect(findInventory(undefined, env, folder)).toEqual({file: '/env.yaml', source: 'OPS_INVENTORY'})
  expect(findInventory(undefined, {}, join(folder, 'a/b'))).toEqual({file: join(folder, 'ops.yaml'), source: 'project'})
  expect(findInventory(undefined, {XDG_CONFIG_HOME: '/none'}, '/proc').source).toBeUndefined()
})

test('the JSON Schema describes hosts with the sections of plugins', async () => {
  const schema = (await inventoryJsonSchema(registry())) as {properties: {hosts: {additionalProperties: {properties: object}}}}
  expect(Object.keys(schema.properties.hosts.additionalProperties.properties)).toEqual(
    expect.arrayContaining(['address', 'depends', 'power']),
  )
  const defaults = {properties: {power: {properties: {address: {type: 'string'}}}}, patternProperties: {'^x-': {}}}
  expect(schema).toMatchObject({
    properties: {
      defaults,
      groups: {additionalProperties: {anyOf: [{type: 'string'}, {properties: {hosts: {type: 'string'}, defaults}, required: ['hosts']}]}},
      settings: {properties: {fanout: {type: 'integer', minimum: 1}}},
    },
  })
  expect(JSON.stringify((schema.properties as unknown as {defaults: object}).defaults)).not.toContain('required')
})
