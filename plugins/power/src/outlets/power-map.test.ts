import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {inventoryJsonSchema, loadInventory} from '@ops/core/inventory'
import {type OutletIdentity, type PowerDriverFactory, Registry} from '@ops/core/seams'
import {tempFolder} from '@ops/core/testing'
import {expect, it} from 'vitest'
import {z} from 'zod'
import {register} from '../index.ts'
import {powerSection} from '../inventory/power-sections.ts'
import {readPowerMap} from './power-map.ts'

function powerRegistry(): Registry {
  const registry = new Registry()
  register(registry)
  return registry
}

async function load(text: string, registry = powerRegistry()) {
  await using folder = await tempFolder()
  const file = join(folder.path, 'ops.yaml')
  await writeFile(file, text)
  const inventory = await loadInventory({file, registry, cwd: folder.path, env: {}})
  return {inventory, map: readPowerMap(inventory, registry)}
}

it('joins hosts on one outlet, in the order of the inventory', async () => {
  const {map} = await load(`
hosts:
  b: {power: {driver: kasa, address: P.example.com, outlet: 3}}
  a: {power: [{driver: kasa, address: p.example.com, outlet: 3}, {driver: kasa, address: q.example.com}]}
  c: {}
outlets:
  kasa/q.example.com:9999: {feeds: c}
`)
  expect(map.supplies.map(({id, feeds}) => [id, feeds])).toEqual([
    ['kasa/p.example.com:9999/3', ['b', 'a']],
    ['kasa/q.example.com:9999', ['a', 'c']],
  ])
  expect(map.of('c').map(({outlet}) => outlet)).toEqual([{driver: 'kasa', device: 'q.example.com:9999'}])
})

it.each([
  [
    'hosts: {a: {power: {driver: nope}}}',
    'ops.yaml:1:29: hosts.a.power.driver: unknown driver "nope"; known drivers: exec, kasa, tasmota.',
  ],
  ['hosts: {a: {power: {address: p}}}', 'hosts.a.power: "driver" is required.'],
  ['hosts: {a: {power: kasa}}', 'ops.yaml:1:20: hosts.a.power: must be a mapping, not the text "kasa".'],
  ['hosts: {a: {power: {driver: kasa}}}', 'ops.yaml:1:20: hosts.a.power: "address" is required for driver kasa.'],
  [
    'hosts: {a: {power: {driver: kasa, adress: p}}}',
    'ops.yaml:1:35: hosts.a.power: unknown key "adress"; "address" is required for driver kasa. Did you mean "address"?',
  ],
  [
    'hosts: {a: {power: [{driver: kasa, address: p}, {driver: kasa}]}}',
    'ops.yaml:1:49: hosts.a.power.1: "address" is required for driver kasa.',
  ],
  ['hosts: {a: {power: []}}', 'hosts.a.power: must not be empty.'],
  ['hosts: {a: {power: [{driver: kasa, address: p}, {driver: kasa, address: P}]}}', 'hosts.a.power: names the outlet kasa/p:9999 twice.'],
  ['hosts: {a: {power: {driver: kasa, address: p, deviceId: ""}}}', 'hosts.a.power.deviceId: must not be empty.'],
  ['hosts: {a: {power: {driver: kasa, address: p, model: ""}}}', 'hosts.a.power.model: must not be empty.'],
  ['hosts: {a: {power: {driver: kasa, address: p, outlet: 0}}}', 'hosts.a.power.outlet'],
  [
    'hosts: {a: {power: {driver: kasa, address: p, deviceId: 8006000000000000}}}',
    'hosts.a.power.deviceId: must be a text, not 8006000000000000. Put quotes around it.',
  ],
  [
    'hosts: {a: {power: {driver: kasa, address: p, mac: 50c7bf000001}}, b: {power: {driver: kasa, address: p, mac: 50c7bf000002}}}',
    'hosts.b.power: names the same outlet as hosts.a.power (line 1), kasa/p:9999, but "mac" is "50:c7:bf:00:00:02" here and "50:c7:bf:00:00:01" there. Give both the same value.',
  ],
  [
    'hosts: {a: {power: {driver: exec, outlet: x, on: [/bin/P], off: [o], status: [s]}}, b: {power: {driver: exec, outlet: x, on: [/bin/p], off: [o], status: [s]}}}',
    'names the same outlet as hosts.a.power (line 1), exec/x, but "on" is ["/bin/p"] here and ["/bin/P"] there.',
  ],
  [
    'hosts:\n  a: {power: {driver: exec, on: [on], off: [o], status: [s]}}\n  b: {power: {driver: exec, on: [on], off: [o], status: [s], timeout: 9}}',
    /ops\.yaml:3:7: hosts\.b\.power: names the same outlet as hosts\.a\.power \(line 2\), exec\/[0-9a-f]{12}, but "timeout" is 9 here and 30 there\. Give both the same value; if they are two outlets, give each an "outlet:" of its own: the same "off" command means the same outlet\.$/m,
  ],
  ['hosts: {a: {}}\noutlets: {rack/1: {feeds: a}}', 'ops.yaml:2:11: outlets.rack/1: "power" is required, because no host has an outlet'],
  [
    'hosts: {a: {}}\noutlets: {rack/1: {feeds: nobody, power: {driver: kasa, address: p}}}',
    'ops.yaml:2:20: outlets.rack/1.feeds: no host is called "nobody".',
  ],
  ['hosts: {a: {shutdown: soon}}', 'hosts.a.shutdown'],
])('refuses %s', async (text, sentence) => {
  await expect(load(text)).rejects.toThrow(sentence)
})

/** A driver that only knows its configuration. */
function namingDriver<C>(name: string, schema: z.ZodType<C>, deviceOf: (config: C) => string): PowerDriverFactory<C> {
  const identify = (config: C): OutletIdentity => ({driver: name, device: deviceOf(config)})
  return {
    name,
    schema: async () => schema,
    open: () => Promise.reject(new Error('this driver opens nothing')),
    identify,
    formatOutlet: ({device}) => `${name}/${device}`,
    parseOutlet: (text) => (text.startsWith(`${name}/`) ? {driver: name, device: text.slice(name.length + 1)} : undefined),
    mayShareDevice: async ({config}, other) => deviceOf(config) === deviceOf(other),
    isSameOutlet: (one, other) => one.outlet.device === other.outlet.device,
  }
}

const byPath = z.strictObject({path: z.string().startsWith('/dev/')})
const byBus = z.strictObject({bus: z.int(), port: z.int()})
const schemas = {
  union: z.union([byPath, byBus]),
  transform: z.strictObject({url: z.string()}).transform(({url}, context) => {
    if (URL.canParse(url)) return {url: new URL(url)}
    context.addIssue({code: 'custom', path: ['url'], message: 'not a URL'})
    return z.NEVER
  }),
  refined: z.strictObject({from: z.int(), to: z.int()}).refine(({from, to}) => from < to, '"from" must be below "to"'),
}

/** A registry whose drivers have schemas that are not plain objects. */
function unusualRegistry(): Registry {
  const registry = powerRegistry()
  registry.powerDrivers.add(
    'usb',
    namingDriver('usb', schemas.union, (config) => ('path' in config ? config.path : `${config.bus}-${config.port}`)),
  )
  registry.powerDrivers.add(
    'web',
    namingDriver('web', schemas.transform, ({url}) => url.host),
  )
  registry.powerDrivers.add(
    'range',
    namingDriver('range', schemas.refined, ({from, to}) => `${from}-${to}`),
  )
  return registry
}

it('takes a driver whose schema is a union, a transform or refined', async () => {
  const registry = unusualRegistry()
  const {inventory, map} = await load(
    `
hosts:
  a: {power: {driver: usb, bus: 1, port: 4}}
  b: {power: {driver: usb, path: /dev/relay0}}
  c: {power: [{driver: web, url: 'http://pdu.example.com/1'}, {driver: range, from: 1, to: 2}]}
outlets:
  usb/1-4: {feeds: b}
`,
    registry,
  )
  expect(map.supplies.map(({id, feeds}) => [id, feeds])).toEqual([
    ['usb/1-4', ['a', 'b']],
    ['usb//dev/relay0', ['b']],
    ['web/pdu.example.com', ['c']],
    ['range/1-2', ['c']],
  ])
  expect(map.of('c')[0]?.settings).toEqual({url: new URL('http://pdu.example.com/1')})
  const shown = JSON.parse(JSON.stringify(inventory.host('a').section(powerSection(registry))))
  expect(shown).toEqual({driver: 'usb', bus: 1, port: 4})
})

it.each([
  ['{driver: usb, bus: 1}', 'hosts.a.power'],
  ['{driver: web, url: nowhere}', 'hosts.a.power.url: not a URL.'],
  ['{driver: range, from: 2, to: 1}', 'hosts.a.power: "from" must be below "to".'],
])('places the problems of such a schema: %s', async (power, sentence) => {
  await expect(load(`hosts: {a: {power: ${power}}}`, unusualRegistry())).rejects.toThrow(sentence)
})

it('describes the keys of every driver, with "driver", in the JSON Schema', async () => {
  const schema = JSON.stringify(await inventoryJsonSchema(unusualRegistry()))
  for (const driver of ['exec', 'kasa', 'usb', 'web', 'range']) expect(schema).toContain(`"driver":{"const":"${driver}"}`)
  expect(schema.match(/"\$schema"/g)).toHaveLength(1)
  expect(schema).toContain('"path":')
  expect(schema).toContain('DNS name or IP address of the plug or strip')
})
