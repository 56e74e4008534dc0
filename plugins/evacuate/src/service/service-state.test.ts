import {describe, expect, test} from 'vitest'
import {ScriptOutput} from '../remote/run-script.ts'
import {serviceSchema, unitOf, unitsNamedIn} from './service-schema.ts'
import {evaluateDestination, evaluateSource} from './service-state.ts'

const at = (...marks: string[]) => new ScriptOutput(marks.join('\n'))
const seen = (state: 'running' | 'absent' | 'unknown') => ({state, detail: ''})

describe('a service at its source', () => {
  test.each([
    ['runs', [], 'running', 'running'],
    ['was asked to stop and still runs', ['stopping'], 'running', 'holding'],
    ['was stopped by the move', ['stopping'], 'absent', 'held'],
    ['was stopped from outside', [], 'absent', 'absent'],
    ['was released', ['stopping', 'over'], 'absent', 'absent'],
    ['was taken back', ['over'], 'running', 'running'],
    ['is unknown', ['stopping'], 'unknown', 'unknown'],
  ] as const)('%s', (_, marks, state, expected) => expect(evaluateSource(at(...marks), seen(state)).state).toBe(expected))
})

describe('a service at its destination', () => {
  test.each([
    ['nothing', [], 'absent', 'none'],
    ['files', ['arrived'], 'absent', 'staged'],
    ['ready', ['arrived', 'ready'], 'absent', 'prepared'],
    ['started', ['arrived', 'ready'], 'running', 'running'],
    ['one that the move did not start', ['arrived'], 'running', 'staged'],
    ['is unknown', ['arrived', 'ready'], 'unknown', 'unknown'],
    ['runs, and its record is gone', ['norecord'], 'running', 'unknown'],
  ] as const)('%s', (_, marks, state, expected) => expect(evaluateDestination(at(...marks), seen(state)).state).toBe(expected))
})

test('a start that failed is told with its exit code and last line', () => {
  const marks = at('arrived', 'ready', 'started', 'command start ended with exit 7 (no port)')
  expect(evaluateDestination(marks, {state: 'absent', detail: 'status says that it does not run (exit 3)'})).toEqual({
    state: 'prepared',
    detail: 'start ended with exit 7 (no port), and status says that it does not run (exit 3)',
  })
})

describe('its declaration', () => {
  test('needs a command that tells whether the service runs', () => {
    expect(serviceSchema.safeParse({stop: ['a'], start: ['b']}).success).toBe(false)
    expect(serviceSchema.safeParse({stop: ['a'], start: ['b'], status: ['c']}).success).toBe(true)
    expect(serviceSchema.safeParse({stop: ['systemctl', 'stop', 'render'], start: ['systemctl', 'start', 'render']}).success).toBe(true)
  })

  test.each([
    ['systemctl stop render', 'render', ['render.service']],
    ['systemctl disable --now render', 'render', ['render.service']],
    ['systemctl disable render', undefined, ['render.service']],
    ['systemctl stop a b.socket', undefined, ['a.service', 'b.socket']],
    ['systemctl', undefined, []],
    ['service render stop', undefined, ['render.service']],
    ['/etc/init.d/render stop', undefined, ['render.service']],
    ['stop render', undefined, []],
  ])('%s', (stop, unit, units) => expect([unitOf(stop.split(' ')), unitsNamedIn(stop.split(' '))]).toEqual([unit, units]))
})
