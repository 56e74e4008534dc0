import {expect, test} from 'vitest'
import type {Services} from '@ops/core/seams'
import {parseRecords} from '../records/parse-records.ts'
import {toMove} from './session.ts'

test('the mover gets the context that a record keeps under "ticket", also from a record of an earlier version', () => {
  const workload = {name: 'counter', kind: 'process', host: 'node1', config: {}}
  const ticket = {pid: 8006, start: '71', boot: 'b', ids: [8006], cgroup: {source: '/a', destination: '/a', make: false}}
  const plan = {version: 1, run: 'run1', at: 1, workload, source: 'node1', destination: 'node2', ticket}
  const [record] = parseRecords(`record /x\nrole source\nplan ${JSON.stringify(plan)}\nmark epoch 1\n`)
  if (record === undefined) throw new Error('the record was not parsed')
  const services = {transports: {to: (host: string) => ({host})}} as unknown as Services
  const move = toMove({services, plan: record.plan, epoch: 2, progress: {update() {}, end() {}}})
  expect(move).toMatchObject({migrationContext: ticket, record: '/var/lib/ops/evacuate/run1/counter', epoch: 2})
})
