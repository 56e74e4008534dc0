import fc from 'fast-check'
import {expect, test} from 'vitest'
import {guestsOf} from '../engine/guests.ts'
import type {FoundRecord} from './parse-records.ts'
import {keepDays, prunable} from './prunable.ts'

const day = 86_400

function record(name: string, at: number, more: Partial<FoundRecord>): FoundRecord {
  const workload = {name, kind: 'process', host: 'node1', config: {}}
  const boot = {source: 'a', destination: 'b'}
  const plan = {version: 1 as const, run: `run${at}`, at, workload, source: 'node1', destination: 'node2', boot, ticket: {}}
  return {plan, role: 'source', marks: {epoch: 1}, ...more}
}
const old = {settledForS: (keepDays + 1) * day}

test('settled records go after their time, the latest of each workload stays', () => {
  const verified = {marks: {epoch: 1, verified: ''}}
  const records = [
    record('a', 1, {...verified, ...old, role: 'destination'}),
    record('a', 2, {...verified, ...old}),
    record('a', 3, {marks: {epoch: 1, aborted: ''}, ...old}),
    record('b', 4, {...verified, settledForS: (keepDays - 1) * day}),
    record('b', 5, {...verified, settledForS: 0}),
    record('c', 6, {marks: {epoch: 1, commit: ''}}),
    record('d', 7, {...verified, ...old, role: 'destination'}),
  ]
  expect(prunable(records).map(({plan}) => plan.at)).toEqual([1, 3])
})

test('whatever is there, nothing that is open goes, and every guest stays one', () => {
  const any = fc
    .record({
      name: fc.constantFrom('a', 'b'),
      role: fc.constantFrom('source' as const, 'destination' as const),
      end: fc.constantFrom('verified', 'aborted', undefined),
      days: fc.nat(90),
    })
    .map(({name, role, end, days}) => ({name, more: {role, ...(end && {marks: {epoch: 1, [end]: ''}, settledForS: days * day})}}))
  fc.assert(
    fc.property(fc.array(any), (list) => {
      const records = list.map(({name, more}, at) => record(name, at + 1, more))
      const gone = prunable(records)
      expect(gone.filter(({settledForS = 0}) => settledForS <= keepDays * day)).toEqual([])
      const guests = (some: readonly FoundRecord[]) =>
        guestsOf(some)
          .map(({name}) => name)
          .sort()
      expect(guests(records.filter((one) => !gone.includes(one)))).toEqual(guests(records))
    }),
  )
})
