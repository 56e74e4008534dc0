import type {Workload} from '@ops/core/inventory'
import type {WorkloadPresence} from '@ops/core/seams'
import {expect, test} from 'vitest'
import type {Guest} from '../records/guest.ts'
import {locateGuest} from './locate-guest.ts'

const work = (kind: string, config: Record<string, unknown>): Workload => ({name: 'svc', kind, host: 'node1', config})
const recorded = work('service', {files: []})
const declared = work('service', {files: ['/var/lib/svc']})
const changed: Guest = {workload: declared, recorded, declared, changed: ['files']}
const asProcess = work('process', {})
const otherKind: Guest = {workload: recorded, recorded, declared: asProcess, changed: ['kind']}

type State = WorkloadPresence['state']

async function find(guest: Guest, states: [now: State, before: State], pids: [number[], number[]] = [[], []]) {
  const detail = (workload: Workload) => (workload === recorded ? 'the record' : 'today')
  const {workload, presence, notes, obstacle} = await locateGuest('node2', guest, async (one) => ({
    ...{units: [], containers: [], detail: detail(one)},
    state: states[one === recorded ? 1 : 0],
    pids: pids[one === recorded ? 1 : 0],
  }))
  return {counts: detail(workload), state: presence.state, says: obstacle?.message ?? notes?.join(' '), hint: obstacle?.hint}
}

test('a guest whose declaration has not changed is moved without a word', async () => {
  const same = {workload: declared, recorded, declared, changed: []}
  expect(await find(same, ['running', 'absent'])).toEqual({counts: 'today', state: 'running'})
})

test.each([
  ['running', 'running'],
  // The record has a check that never worked, which the declaration of today corrects.
  ['running', 'unknown'],
  ['running', 'absent'],
  ['unknown', 'running'],
] as const)('a guest is moved as its home declares it today (%s; by its record %s)', async (...states) => {
  expect(await find(changed, states)).toEqual({
    counts: 'today',
    state: states[0],
    says: 'svc is moved as node1 declares it today. Changed since svc came to node2: files.',
  })
})

const unfound = {
  says: 'The declaration of svc at node1 does not find the work that came to node2. Today: today. As it was declared then: the record.',
  hint: 'correct "files:" of svc at node1 in the inventory',
}

test.each(['running', 'held'] as const)('work that only its record finds (%s) is not passed over', async (before) => {
  expect(await find(changed, ['absent', before])).toMatchObject(unfound)
})

test('a declaration that finds a part of the work has found it, and one that finds another process has not', async () => {
  expect(await find(changed, ['running', 'running'], [[7, 8], [8]])).toMatchObject({hint: undefined})
  expect(await find(changed, ['running', 'running'], [[], [8]])).toMatchObject({hint: undefined})
  expect(await find(changed, ['running', 'running'], [[7], [8]])).toMatchObject(unfound)
})

test('work that neither finds has left', async () => {
  expect(await find(changed, ['absent', 'absent'])).toMatchObject({state: 'absent', hint: undefined})
  expect(await find(otherKind, ['absent', 'absent'])).toEqual({counts: 'the record', state: 'absent'})
})

test.each([
  ['running', 'absent'],
  ['absent', 'running'],
  ['absent', 'unknown'],
] as const)('work that is declared as another kind today is refused (%s; by its record %s)', async (...states) => {
  expect(await find(otherKind, states)).toEqual({
    counts: 'the record',
    state: states[1],
    says: 'svc came to node2 as kind service, and node1 declares it as kind process today.',
    hint: 'set "kind: service" of svc at node1 in the inventory; if svc runs on node2 as kind process, declare it at node2 instead',
  })
})

test('work that is declared no more is moved by its record', async () => {
  expect(await find({workload: recorded, recorded, changed: []}, ['absent', 'running'])).toEqual({
    counts: 'the record',
    state: 'running',
    says: 'node1 no longer declares svc, which is moved as its last record on node2 describes it.',
  })
})
