import {expect, test} from 'vitest'
import type {BootMachine} from '../profiles/boot-machine.ts'
import {bootHostSchema, profileSchema} from '../inventory/schema.ts'
import {nfsExports} from './exports.ts'
import {ganeshaConfig} from './ganesha-config.ts'
import {nfsdExports} from './nfsd.ts'

const machine = (name: string, path: string, ip?: string): BootMachine => {
  const boot = bootHostSchema.parse({mac: '00:1a:64:00:00:01', profile: 'p'})
  return {host: {name}, boot, profile: profileSchema.parse({nfs: {path}}), profileName: 'p', arch: undefined, ip} as BootMachine
}

test('a root is open to its machines alone; where the address of one is not known, to the networks that may fetch', () => {
  const machines = [machine('a', '/srv/%h', '10.0.0.5'), machine('b', '/srv/%h'), machine('c', '/both', '10.0.0.6'), machine('d', '/both')]
  const found = nfsExports(machines, '10.0.0.1', ['10.0.0.0/24', 'fd00::/8'])
  expect(found.map(({path, clients}) => [path, clients])).toEqual([
    ['/srv/a', ['10.0.0.1', '10.0.0.5']],
    ['/srv/b', ['10.0.0.1', '10.0.0.0/24', 'fd00::/8']],
    ['/both', ['10.0.0.1', '10.0.0.6', '10.0.0.0/24', 'fd00::/8']],
  ])
  expect(ganeshaConfig(found, {port: 2049, mountPort: 20_048, state: '/s'}).match(/Access_Type = NONE/g)).toHaveLength(3)
})

test('exports(5) reads an odd name back', () => {
  const [found] = nfsExports([machine('a', '/srv/a b#"\\ü', '10.0.0.5')], '10.0.0.1', [])
  expect(nfsdExports(found === undefined ? [] : [found])).toContain('\n/srv/a\\040b\\043\\042\\134\\303\\274 10.0.0.1(rw,')
})
