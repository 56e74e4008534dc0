import {describe, expect, test} from 'vitest'
import {ScriptOutput} from '../remote/run-script.ts'
import {serviceSchema, unitLeft, unitOf} from './service-schema.ts'
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

describe('its declaration', () => {
  test('needs a command that tells whether the service runs', () => {
    expect(serviceSchema.safeParse({stop: ['a'], start: ['b']}).success).toBe(false)
    expect(serviceSchema.safeParse({stop: ['a'], start: ['b'], status: ['c']}).success).toBe(true)
    expect(serviceSchema.safeParse({stop: ['systemctl', 'stop', 'render'], start: ['systemctl', 'start', 'render']}).success).toBe(true)
  })

  test.each([
    ['systemctl stop render', 'render', 'render'],
    ['systemctl disable --now render', 'render', undefined],
    ['systemctl disable render', undefined, undefined],
    ['systemctl stop a b', undefined, undefined],
    ['systemctl', undefined, undefined],
    ['stop render', undefined, undefined],
  ])('%s', (stop, unit, left) => expect([unitOf(stop.split(' ')), unitLeft(stop.split(' '))]).toEqual([unit, left]))
})
