import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import type {DestinationState, SourceState} from '@ops/core/seams'
import type {Marks} from '../records/record.ts'
import {evaluateMove} from './evaluate-move.ts'
import {type HostView, isCommitted, type MoveView} from './move-view.ts'
import {backwardStep, forwardStep, isStop} from './next-step.ts'

const names = {workload: 'counter', source: 'node1', destination: 'node2'}
const sourceStates: SourceState[] = ['running', 'holding', 'held', 'stored', 'absent', 'unknown']
const copyStates: DestinationState[] = ['none', 'staged', 'making', 'prepared', 'running', 'failed', 'unknown']

const marks = fc.record(
  {
    epoch: fc.nat(9),
    preparing: fc.constant(''),
    commit: fc.constant(''),
    started: fc.constant(''),
    aborting: fc.constant(''),
    aborted: fc.constant(''),
    verified: fc.constant(''),
  },
  {requiredKeys: ['epoch']},
) as fc.Arbitrary<Marks>

function side<S>(states: readonly S[]): fc.Arbitrary<HostView<S>> {
  return fc.oneof(
    fc.record({
      reach: fc.constant('answered' as const),
      work: fc.record({state: fc.constantFrom(...states), detail: fc.constant('d.')}),
      marks,
    }),
    fc.record({reach: fc.constantFrom('silent' as const, 'gone' as const), why: fc.constant('no route')}),
  ) as fc.Arbitrary<HostView<S>>
}

const view: fc.Arbitrary<MoveView> = fc.record({
  source: side(sourceStates),
  destination: side(copyStates),
  journal: fc.record({commit: fc.constantFrom('none' as const, 'intent' as const, 'done' as const), reserved: fc.boolean()}),
})

const answered = (
  source: SourceState,
  copy: DestinationState,
  at: {source?: Partial<Marks>; destination?: Partial<Marks>} = {},
): MoveView => ({
  source: {reach: 'answered', work: {state: source, detail: ''}, marks: {epoch: 1, ...at.source}},
  destination: {reach: 'answered', work: {state: copy, detail: ''}, marks: {epoch: 1, ...at.destination}},
  journal: {commit: 'none', reserved: true},
})

/** Killed before either host had a record. */
function unreserved(source: object, destination: object): MoveView {
  const {source: here, destination: there} = answered('running', 'none')
  const without = (side: object, more: object) => ({...side, marks: undefined, ...more})
  return {source: without(here, source), destination: without(there, destination), journal: {commit: 'none', reserved: false}} as MoveView
}

describe('states', () => {
  const commit = {source: {commit: ''}, destination: {commit: ''}}
  test.each<[string, string, MoveView]>([
    ['RESERVED', 'abort', answered('running', 'none')],
    ['HOLDING', 'abort', answered('holding', 'none')],
    ['HELD', 'abort', answered('held', 'none')],
    ['HELD', 'resume', answered('stored', 'none')],
    ['SHIPPED', 'abort', answered('held', 'staged')],
    ['PREPARING', 'abort', answered('held', 'making')],
    ['PREPARED', 'abort', answered('held', 'prepared')],
    // COMMIT begun at the source only: the destination's record decides.
    ['PREPARED', 'abort', answered('held', 'prepared', {source: {commit: ''}})],
    ['COMMITTED', 'resume', answered('held', 'prepared', commit)],
    // Never started: it is safe to take back.
    ['COMMITTED', 'abort', answered('held', 'failed', commit)],
    ['RUNNING', 'resume', answered('held', 'running', {...commit, destination: {commit: '', started: ''}})],
    ['LOST', 'none', answered('held', 'failed', {...commit, destination: {commit: '', started: ''}})],
    ['RELEASED', 'resume', answered('absent', 'running', {...commit, destination: {commit: '', started: ''}})],
    ['VERIFIED', 'none', answered('absent', 'running', {source: {commit: '', verified: ''}, destination: {commit: '', verified: ''}})],
    // The source was declared gone, and answers again.
    ['RELEASED', 'resume', answered('held', 'running', {destination: {commit: '', verified: ''}})],
    ['RELEASED', 'resume', answered('absent', 'none', {destination: {commit: '', verified: ''}})],
    // Its destination was declared gone after COMMIT, and answers again.
    ['ABORTING', 'abort', answered('running', 'running', {source: {aborting: '', aborted: ''}, destination: {commit: '', started: ''}})],
    ['LOST', 'none', {...answered('held', 'none', commit), destination: {reach: 'gone', why: 'its power reads off'}}],
    ['ABORTING', 'abort', answered('held', 'none', {source: {aborting: ''}})],
    ['ABORTED', 'none', answered('running', 'none', {source: {aborting: '', aborted: ''}, destination: {aborting: '', aborted: ''}})],
    // Killed between its two last marks.
    ['ABORTING', 'abort', answered('running', 'none', {source: {aborting: '', aborted: ''}, destination: {aborting: ''}})],
    ['ENDED', 'abort', answered('absent', 'none')],
    ['SETTLED', 'none', {...unreserved({}, {}), journal: {commit: 'done', reserved: true}}],
    ['PLANNED', 'none', unreserved({}, {})],
    ['PLANNED', 'none', unreserved({}, {reach: 'gone', why: 'its power reads off'})],
    ['PLANNED', 'none', unreserved({reach: 'silent', why: 'no route'}, {})],
    ['UNKNOWN', 'none', unreserved({reach: 'silent', why: ''}, {reach: 'silent', why: ''})],
  ])('%s, advice %s', (state, advice, seen) => expect(evaluateMove(seen, names)).toMatchObject({state, advice}))
})

describe('for any view', () => {
  test('the destination is started only when it is committed and prepared', () => {
    fc.assert(
      fc.property(view, (seen) => {
        if (forwardStep(seen) !== 'start') return
        expect(isCommitted(seen)).toBe('yes')
        expect(seen.destination).toMatchObject({reach: 'answered', work: {state: 'prepared'}})
      }),
    )
  })

  test('the source is ended only when the copy runs', () => {
    fc.assert(
      fc.property(view, (seen) => {
        if (forwardStep(seen) !== 'release') return
        const {destination} = seen
        if (destination.reach !== 'answered') throw new Error('the destination did not answer')
        expect(destination.marks?.verified !== undefined || destination.work.state === 'running').toBe(true)
      }),
    )
  })

  test('the source runs again only when no copy can run', () => {
    fc.assert(
      fc.property(view, fc.boolean(), (seen, withLoss) => {
        if (backwardStep(seen, {withLoss}) !== 'recover') return
        const {destination} = seen
        if (destination.reach === 'answered') expect(destination.work.state).toBe('none')
        else
          expect(destination.reach === 'gone' || (seen.source.reach === 'answered' && seen.source.marks?.preparing === undefined)).toBe(
            true,
          )
      }),
    )
  })

  test('no copy is destroyed that may be the only one', () => {
    fc.assert(
      fc.property(view, (seen) => {
        if (backwardStep(seen, {withLoss: false}) !== 'destroy') return
        expect(isCommitted(seen) === 'no' || seen.destination.reach === 'answered').toBe(true)
        if (seen.source.reach !== 'answered') throw new Error('the source did not answer')
        const settled = seen.source.marks?.aborted !== undefined
        if (!settled) expect(['stored', 'unknown']).not.toContain(seen.source.work.state)
      }),
    )
  })

  test('the advised command is never refused', () => {
    fc.assert(
      fc.property(view, (seen) => {
        const {advice} = evaluateMove(seen, names)
        if (advice === 'resume') expect(isStop(forwardStep(seen))).toBe(false)
        if (advice === 'abort') expect(isStop(backwardStep(seen, {withLoss: false}))).toBe(false)
      }),
      {numRuns: 2000},
    )
  })
})
