import type {Host, Workload} from '@ops/core/inventory'
import {expect, test} from 'vitest'
import {toGuest} from './guest.ts'

const svc = (kind: string, config: Record<string, unknown>, host = 'node1'): Workload => ({name: 'svc', kind, host, config})
const inventory = (...workloads: Workload[]) => ({
  hosts: new Map(
    ['node1', 'node2', 'node3'].map((name) => [name, {workloads: workloads.filter(({host}) => host === name)} as unknown as Host]),
  ),
})

const recorded = svc('service', {stop: ['stop'], files: []})

test('the declaration that the home has today counts, and what has changed is known', () => {
  const declared = svc('service', {stop: ['stop'], files: ['/var/lib/svc'], pidfile: '/run/svc.pid'})
  expect(toGuest(recorded, inventory(declared))).toEqual({workload: declared, recorded, declared, changed: ['files', 'pidfile']})
})

test('a declaration that a record keeps in the same form has not changed', () => {
  const declared = svc('service', {files: [], stop: ['stop'], pidfile: undefined})
  expect(toGuest(recorded, inventory(declared))).toEqual({workload: declared, recorded, declared, changed: []})
})

test.each([
  ['nothing', inventory()],
  ['another name', inventory({...recorded, name: 'other'})],
  ['the name at another host only', inventory(svc('service', {stop: ['other']}, 'node3'))],
  ['not even the home', {hosts: new Map()}],
])('the record counts if the inventory has %s', (_, today) => {
  expect(toGuest(recorded, today)).toEqual({workload: recorded, recorded, changed: []})
})

test('work is never described by a declaration of another kind', () => {
  const declared = svc('process', {pidfile: '/run/svc.pid'})
  const guest = toGuest(recorded, inventory(declared))
  expect([guest.workload, guest.declared, guest.changed[0]]).toEqual([recorded, declared, 'kind'])
})
