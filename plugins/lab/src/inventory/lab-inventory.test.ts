import {describe, expect, test} from 'vitest'
import {identityOf} from '../instance/identity.ts'
import {labHosts} from '../instance/hosts.ts'
import type {LabState} from '../instance/state.ts'
import {labInventory} from './lab-inventory.ts'

const all = {key: () => true, kind: () => true}

function lab(mode: LabState['mode'], parts: LabState['parts'] = []): LabState {
  const identity = identityOf('/lab')
  return {format: 1, dir: '/lab', boot: 'x', identity, mode, subnet: 7, hosts: labHosts(identity, 7, 2), parts, ready: true}
}

describe('labInventory', () => {
  test('full hosts are reached by ssh with pinned keys, have a plug each, and go to one another', () => {
    expect(labInventory(lab('full'), all)).toMatchObject({
      hosts: {
        node1: {
          address: '198.18.7.11',
          ssh: {
            user: 'root',
            identity: '/lab/id_ed25519',
            options: {UserKnownHostsFile: '"/lab/known_hosts"', StrictHostKeyChecking: 'yes'},
          },
          power: {driver: 'kasa', address: '127.88.7.11', port: 9999},
          evacuate: {to: 'node2'},
          workloads: [{name: 'counter', kind: 'process', pidfile: '/run/counter.pid', files: ['/var/lib/demo']}],
        },
        node2: {evacuate: {to: 'node1'}, workloads: [{name: 'beacon', kind: 'service'}]},
      },
      groups: {lab: 'node1,node2'},
    })
  })

  test('plain hosts are entered through their namespaces and have a service only', () => {
    const {hosts} = labInventory(lab('plain'), all) as {hosts: Record<string, Record<string, unknown>>}
    expect(hosts['node1']).toMatchObject({transport: {kind: 'namespace', pidfile: '/lab/hosts/node1/pid'}, workloads: [{kind: 'service'}]})
    expect(hosts['node1']).not.toHaveProperty('address')
    expect(hosts['node2']).toMatchObject({workloads: []})
  })

  test('plugs alone: hosts that can be powered and not reached', () => {
    const {hosts} = labInventory(lab('plugs'), all) as {hosts: Record<string, Record<string, unknown>>}
    expect(hosts['node1']).toMatchObject({power: {driver: 'kasa'}, workloads: []})
    expect(hosts['node1']).not.toHaveProperty('transport')
  })

  test('what no installed plugin understands is left out', () => {
    const {hosts} = labInventory(lab('full'), {key: () => false, kind: (kind) => kind === 'service'}) as {hosts: Record<string, object>}
    expect(Object.keys(hosts['node1'] ?? {})).toEqual(['address', 'ssh', 'tags', 'workloads'])
    expect(hosts['node1']).toMatchObject({workloads: []})
    expect(hosts['node2']).toMatchObject({workloads: [{name: 'beacon'}]})
  })

  test('parts add hosts and groups beside those of the lab', () => {
    const piece = {name: 'phone', inventory: {phones: {fp3: {serial: 'x'}}, hosts: {node1: {arch: 'x86_64'}}}, pids: [], summary: ''}
    expect(labInventory(lab('full', [{name: 'phone', piece}]), all)).toMatchObject({
      phones: {fp3: {serial: 'x'}},
      hosts: {node1: {arch: 'x86_64', tags: ['lab']}, node2: {tags: ['lab']}},
    })
  })
})
