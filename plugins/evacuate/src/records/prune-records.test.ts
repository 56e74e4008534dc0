import fc from 'fast-check'
import {expect, test} from 'vitest'
import {guestsIn} from './find-guests.ts'
import type {FoundRecord} from './parse-records.ts'
import {findPrunable, keepDays} from './prune-records.ts'

const day = 86_400

function record(name: string, at: number, more: Partial<FoundRecord>): FoundRecord {
  const workload = {name, kind: 'process', host: 'node1', config: {}}
  const boot = {source: 'a', destination: 'b'}
  const plan = {version: 1 as const, run: `run${at}`, at, workload, source: 'node1', destination: 'node2', boot, ticket: {}}
  return {plan, role: 'source', marks: {epoch: 1}, ...more}
}
const old = {finishedForS: (keepDays + 1) * day}

test('records of finished moves are prunable after their time, except the latest of each workload', () => {
  const verified = {marks: {epoch: 1, verified: ''}}
  const records = [
    record('a', 1, {...verified, ...old, role: 'destination'}),
    record('a', 2, {...verified, ...old}),
    record('a', 3, {marks: {epoch: 1, aborted: ''}, ...old}),
    record('b', 4, {...verified, finishedForS: (keepDays - 1) * day}),
    record('b', 5, {...verified, finishedForS: 0}),
    record('c', 6, {marks: {epoch: 1, commit: ''}}),
    record('d', 7, {...verified, ...old, role: 'destination'}),
  ]
  expect(findPrunable(records).map(({plan}) => plan.at)).toEqual([1, 3])
})

test('for any records: records of open moves are kept, and every guest is still known as one', () => {
  const any = fc
    .record({
      name: fc.constantFrom('a', 'b'),
      role: fc.constantFrom('source' as const, 'destination' as const),
      end: fc.constantFrom('verified', 'aborted', undefined),
      days: fc.nat(90),
    })
    .map(({name, role, end, days}) => ({name, more: {role, ...(end && {marks: {epoch: 1, [end]: ''}, finishedForS: days * day})}}))
  fc.assert(
    fc.property(fc.array(any), (list) => {
      const records = list.map(({name, more}, at) => record(name, at + 1, more))
      const gone = findPrunable(records)
      expect(gone.filter(({finishedForS = 0}) => finishedForS <= keepDays * day)).toEqual([])
      const guests = (some: readonly FoundRecord[]) =>
        guestsIn(some)
          .map(({name}) => name)
          .sort()
      expect(guests(records.filter((one) => !gone.includes(one)))).toEqual(guests(records))
    }),
  )
})

test('work that came is a guest until it leaves or returns to where it was declared', () => {
  const verified = {marks: {epoch: 1, verified: ''}}
  const to = (destination: string, at: number, role: 'source' | 'destination') => {
    const made = record('a', at, {...verified, role})
    return {...made, plan: {...made.plan, destination}}
  }
  const names = (...records: FoundRecord[]) => guestsIn(records).map(({name}) => name)
  expect(names(to('node2', 1, 'destination'))).toEqual(['a'])
  expect(names(to('node2', 1, 'destination'), to('node3', 2, 'source'))).toEqual([])
  // The records of node1, which the work has left and to which it has come back.
  expect(names(to('node2', 1, 'source'), to('node1', 2, 'destination'))).toEqual([])
})
