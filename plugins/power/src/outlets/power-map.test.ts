import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {loadInventory} from '@ops/core/inventory'
import {Registry} from '@ops/core/seams'
import {expect, it} from 'vitest'
import {register} from '../index.ts'
import {readPowerMap} from './power-map.ts'

async function load(text: string) {
  const registry = new Registry()
  register(registry)
  const dir = await mkdtemp(join(tmpdir(), 'ops-map-'))
  const file = join(dir, 'ops.yaml')
  await writeFile(file, text)
  const inventory = await loadInventory({file, registry, cwd: dir, env: {}}).finally(() => rm(dir, {recursive: true}))
  return readPowerMap(inventory, registry)
}

it('joins hosts on one outlet, in the order of the inventory', async () => {
  const map = await load(`
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
  expect(map.of('c').map(({id}) => id)).toEqual(['kasa/q.example.com:9999'])
})

it.each([
  ['hosts: {a: {power: {driver: nope}}}', 'ops.yaml:1:20: hosts.a.power: has no known "driver": exec, kasa'],
  ['hosts: {a: {power: {driver: kasa}}}', 'hosts.a.power'],
  ['hosts: {a: {power: {driver: kasa, address: p, outlet: 0}}}', 'hosts.a.power'],
  ['hosts: {a: {power: {driver: kasa, address: p, deviceId: 8006000000000000}}}', 'hosts.a.power: must stand in quotes'],
  [
    'hosts: {a: {power: {driver: kasa, address: p, mac: x}}, b: {power: {driver: kasa, address: p, mac: y}}}',
    'has mac "y" here and "x" elsewhere',
  ],
  ['hosts: {a: {}}\noutlets: {rack/1: {feeds: a}}', 'ops.yaml:2:11: outlets.rack/1 has no "power:" and is the outlet of no host'],
  ['hosts: {a: {}}\noutlets: {rack/1: {feeds: nobody, power: {driver: kasa, address: p}}}', 'ops.yaml:2:20: outlets.rack/1: nobody'],
  ['hosts: {a: {shutdown: soon}}', 'hosts.a.shutdown'],
])('refuses %s', async (text, sentence) => {
  await expect(load(text)).rejects.toThrow(sentence)
})
