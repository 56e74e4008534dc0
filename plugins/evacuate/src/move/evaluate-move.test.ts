import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import type {DestinationState, SourceState} from '@ops/core/seams'
import type {Marks, MovePlan} from '../records/record.ts'
import {evaluateMove} from './evaluate-move.ts'
import type {Advice} from './advise.ts'
import {type HostView, isAborted, isCommitted, type MoveView} from './move-view.ts'
import {backwardStep} from './backward-step.ts'
import {forwardStep} from './forward-step.ts'
import {isStop, type Stop} from './stop.ts'
import {stopError} from './stop-error.ts'

const names = {run: 'run1', workload: 'counter', source: 'node1', destination: 'node2'}
const examplePlan: MovePlan = {
  version: 1,
  run: 'RUN',
  at: 0,
  workload: {name: 'counter', kind: 'process', host: 'node1', config: {}},
  source: 'node1',
  destination: 'node2',
  ticket: {},
}
const sourceStates: SourceState[] = ['running', 'holding', 'held', 'stored', 'lost', 'absent', 'unknown']
const copyStates: DestinationState[] = ['none', 'staged', 'stored', 'making', 'prepared', 'running', 'failed', 'unknown']

const marks = fc.record(
  {
    epoch: fc.nat(9),
    preparing: fc.constant(''),
    commit: fc.constant(''),
    started: fc.constant(''),
    aborting: fc.constant(''),
    aborted: fc.constant(''),
    verified: fc.constant(''),
    reopened: fc.constant(''),
    closed: fc.constant(''),
  },
  {requiredKeys: ['epoch']},
) as fc.Arbitrary<Marks>

function side<S>(states: readonly S[]): fc.Arbitrary<HostView<S>> {
  return fc.oneof(
    fc.record({
      reach: fc.constant('answered' as const),
      work: fc.record({state: fc.constantFrom(...states), detail: fc.constant('d.')}),
      marks: fc.option(marks, {nil: undefined}),
    }),
    fc.record({reach: fc.constantFrom('silent' as const, 'gone' as const), why: fc.constant('no route')}),
  ) as fc.Arbitrary<HostView<S>>
}

const view: fc.Arbitrary<MoveView> = fc.record({
  source: side(sourceStates),
  destination: side(copyStates),
  journal: fc.record(
    {
      commit: fc.constantFrom('none' as const, 'intent' as const, 'done' as const),
      reserved: fc.boolean(),
      ended: fc.constantFrom('moved' as const, 'stayed' as const, 'closed' as const),
    },
    {requiredKeys: ['commit', 'reserved']},
  ),
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

/** The record of one host is gone, after both were written. */
const without = (side: 'source' | 'destination', seen: MoveView): MoveView =>
  ({...seen, [side]: {...seen[side], marks: undefined}}) as MoveView

/** Killed before either host had a record. */
function unreserved(source: object, destination: object): MoveView {
  const {source: here, destination: there} = answered('running', 'none')
  const without = (side: object, more: object) => ({...side, marks: undefined, ...more})
  return {source: without(here, source), destination: without(there, destination), journal: {commit: 'none', reserved: false}} as MoveView
}

describe('states', () => {
  const commit = {source: {commit: ''}, destination: {commit: ''}}
  const started = {...commit, destination: {commit: '', started: ''}}
  test.each<[string, Advice, MoveView]>([
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
    // Its start failed, and it is proven not to run.
    ['COMMITTED', 'resume', answered('held', 'prepared', started)],
    // It was started at the source by hand.
    ['COMMITTED', {loss: 'abort'}, answered('running', 'prepared', started)],
    ['COMMITTED', 'abort', answered('running', 'prepared', commit)],
    // Never started: it is safe to take back.
    ['COMMITTED', 'abort', answered('held', 'failed', commit)],
    ['RUNNING', 'resume', answered('held', 'running', {...commit, destination: {commit: '', started: ''}})],
    ['COMMITTED', 'resume', answered('stored', 'failed', commit)],
    ['LOST', {loss: 'abort'}, answered('held', 'failed', {...commit, destination: {commit: '', started: ''}})],
    ['LOST', {loss: 'resume'}, answered('stored', 'failed', {...commit, destination: {commit: '', started: ''}})],
    // The record of the destination tells whether the copy ran, and is gone.
    ['LOST', {loss: 'abort'}, without('destination', answered('held', 'none', commit))],
    ['UNKNOWN', {check: 'destination'}, without('destination', answered('held', 'unknown', commit))],
    ['RESERVED', 'abort', without('destination', answered('running', 'none'))],
    ['HELD', 'abort', without('destination', answered('held', 'none'))],
    ['PREPARED', 'resume', without('source', answered('absent', 'prepared'))],
    ['SHIPPED', 'resume', without('source', answered('absent', 'staged'))],
    ['COMMITTED', 'resume', without('source', answered('absent', 'prepared', commit))],
    ['UNRECORDED', 'close', without('source', answered('absent', 'none'))],
    ['UNRECORDED', 'close', without('source', without('destination', answered('running', 'none')))],
    ['CLOSED', 'none', answered('held', 'none', {source: {closed: ''}, destination: {closed: ''}})],
    // The processes on the source are gone, and what has arrived is the only copy.
    ['PREPARED', 'resume', answered('absent', 'prepared')],
    ['SHIPPED', 'resume', answered('lost', 'stored')],
    ['ENDED', 'abort', answered('lost', 'none')],
    ['ABORTING', 'resume', answered('stored', 'none', {source: {aborting: ''}, destination: {aborting: ''}})],
    ['RELEASED', 'resume', answered('absent', 'running', {...commit, destination: {commit: '', started: ''}})],
    ['VERIFIED', 'none', answered('absent', 'running', {source: {commit: '', verified: ''}, destination: {commit: '', verified: ''}})],
    // The source was declared gone, and answers again.
    ['RELEASED', 'resume', answered('held', 'running', {destination: {commit: '', verified: ''}})],
    ['RELEASED', 'resume', answered('absent', 'none', {destination: {commit: '', verified: ''}})],
    // Its destination was declared gone after COMMIT, and answers again.
    ['ABORTING', 'abort', answered('running', 'running', {source: {aborting: '', aborted: ''}, destination: {commit: '', started: ''}})],
    ['LOST', {switchOn: 'destination'}, {...answered('held', 'none', commit), destination: {reach: 'gone', why: 'its power reads off'}}],
    ['ABORTING', 'abort', answered('held', 'none', {source: {aborting: ''}})],
    ['ABORTED', 'none', answered('running', 'none', {source: {aborting: '', aborted: ''}, destination: {aborting: '', aborted: ''}})],
    // Killed between its two last marks.
    ['ABORTING', 'abort', answered('running', 'none', {source: {aborting: '', aborted: ''}, destination: {aborting: ''}})],
    ['ENDED', 'abort', answered('absent', 'none')],
    ['SETTLED', 'none', {...unreserved({}, {}), journal: {commit: 'done', reserved: true, ended: 'moved'}}],
    ['UNRECORDED', 'close', {...unreserved({}, {}), journal: {commit: 'done', reserved: true}}],
    ['PLANNED', 'none', unreserved({}, {})],
    ['PLANNED', 'none', unreserved({}, {reach: 'gone', why: 'its power reads off'})],
    ['PLANNED', 'none', unreserved({reach: 'silent', why: 'no route'}, {})],
    ['UNKNOWN', {wait: 'source'}, unreserved({reach: 'silent', why: ''}, {reach: 'silent', why: ''})],
  ])('%s, advice %s', (state, advice, seen) => expect(evaluateMove(seen, names)).toMatchObject({state, advice}))
})

describe('a service that does not start at its destination', () => {
  const failed = (source: SourceState, more: Partial<Marks> = {started: ''}) => {
    const seen = answered(source, 'prepared', {source: {commit: ''}, destination: {commit: '', ...more}})
    if (seen.destination.reach === 'answered') seen.destination.work.detail = 'start ended with exit 7 (no port), and status says no'
    return seen
  }

  test('the status tells how the start ended, and names both ways', () => {
    expect(evaluateMove(failed('held'), names).sentence).toBe(
      'counter is committed to node2, and its start had begun there: start ended with exit 7 (no port), and status says no. If it cannot be started there, ops evacuate abort run1 --with-loss REASON starts it on node1 again.',
    )
  })

  test('abort needs a reason once the start had begun, and none before', () => {
    const step = (seen: MoveView, withLoss: boolean) => backwardStep(seen, {withLoss})
    expect([step(failed('held'), false), step(failed('held'), true), step(failed('held', {}), false)]).toEqual([
      {stop: 'not-started'},
      'mark',
      'mark',
    ])
    expect(stopError(examplePlan, {stop: 'not-started'}).hint).toBe(
      'repair the start on node2, then run ops evacuate resume RUN; or start it on node1 again with ops evacuate abort RUN --with-loss REASON',
    )
  })

  test.each(['absent', 'lost', 'stored'] as const)('is never given up while the source is %s', (source) => {
    for (const withLoss of [false, true]) expect(backwardStep(failed(source), {withLoss})).toEqual({stop: 'committed'})
  })

  test.each(['running', 'holding'] as const)('is not started again while the source is %s', (source) => {
    expect(forwardStep(failed(source))).toEqual({stop: 'source-runs', started: true})
    expect(stopError(examplePlan, {stop: 'source-runs', started: true}).hint).toBe('ops evacuate abort RUN --with-loss REASON')
    expect(backwardStep(failed(source), {withLoss: true})).toBe('mark')
  })
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
        if (isAborted(seen)) return
        if (seen.source.reach !== 'answered') throw new Error('the source did not answer')
        expect(['stored', 'unknown']).not.toContain(seen.source.work.state)
      }),
    )
  })

  test('the advised command is never refused', () => {
    fc.assert(
      fc.property(view, (seen) => {
        const {advice} = evaluateMove(seen, names)
        const withLoss = typeof advice === 'object' && 'loss' in advice
        const way = withLoss ? advice.loss : advice
        if (way === 'resume') expect(isStop(forwardStep(seen, {withLoss}))).toBe(false)
        if (way === 'abort') expect(isStop(backwardStep(seen, {withLoss}))).toBe(false)
      }),
      {numRuns: 5000},
    )
  })

  test('an open move always has a next step, and a finished one has none', () => {
    const finished = ['VERIFIED', 'ABORTED', 'PLANNED', 'SETTLED', 'CLOSED']
    fc.assert(
      fc.property(view, (seen) => {
        const {advice, state} = evaluateMove(seen, names)
        expect([state, advice === 'none']).toEqual([state, finished.includes(state)])
      }),
      {numRuns: 5000},
    )
  })

  test('the work is said to run or stay on its source only where it is seen running', () => {
    fc.assert(
      fc.property(view, (seen) => {
        if (!/counter (runs|stays|stayed) on node1|it stayed/.test(evaluateMove(seen, names).sentence)) return
        expect(seen.source).toMatchObject({reach: 'answered', work: {state: 'running'}})
      }),
      {numRuns: 5000},
    )
  })

  test('the hint of a refused command is not that command', () => {
    const plan = examplePlan
    fc.assert(
      fc.property(view, fc.boolean(), (seen, withLoss) => {
        const loss = withLoss ? ' --with-loss REASON' : ''
        for (const [way, step] of [
          ['resume', forwardStep(seen, {withLoss})],
          ['abort', backwardStep(seen, {withLoss})],
        ] as const) {
          if (isStop(step)) expect(stopError(plan, step).hint).not.toBe(`ops evacuate ${way} RUN${loss}`)
        }
      }),
      {numRuns: 5000},
    )
  })

  test('two commands never name each other', () => {
    const plan = examplePlan
    fc.assert(
      fc.property(view, (seen) => {
        const hint = (step: object | string) => (typeof step === 'string' ? '' : (stopError(plan, step as Stop).hint ?? ''))
        const [resume, abort] = [hint(forwardStep(seen)), hint(backwardStep(seen, {withLoss: false}))]
        expect(resume === 'ops evacuate abort RUN' && abort === 'ops evacuate resume RUN').toBe(false)
      }),
      {numRuns: 5000},
    )
  })
})
