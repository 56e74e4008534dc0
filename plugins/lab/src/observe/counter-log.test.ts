import {describe, expect, test} from 'vitest'
import {parseTicks, type Tick, evaluateCounter} from './counter-log.ts'

const ticks = (host: string, from: number, to: number): Tick[] =>
  Array.from({length: to - from + 1}, (_, at) => ({count: from + at, atUs: (from + at) * 100_000, host}))

describe('parseTicks', () => {
  test('reads whole lines and leaves out the one that is being written', () => {
    expect(parseTicks('1 1795267140748440 node1\n2 17952671')).toEqual([{count: 1, atUs: 1_795_267_140_748_440, host: 'node1'}])
  })

  test('refuses a line that no counter writes', () => {
    expect(() => parseTicks('1 2 node1\n1 22 node1 3\n')).toThrow('1 22 node1 3')
  })
})

describe('evaluateCounter', () => {
  test('a counter that moved: the copied lines count once, the pause is the longest gap', () => {
    const before = ticks('node1', 1, 5)
    const after = ticks('node2', 6, 9).map((tick) => ({...tick, atUs: tick.atUs + 700_000}))
    expect(evaluateCounter([before, [...before, ...after]])).toMatchObject({
      lost: [],
      doubled: [],
      stays: [
        {host: 'node1', from: 1, to: 5},
        {host: 'node2', from: 6, to: 9},
      ],
      longestGap: {ms: 800, before: 6},
      last: {count: 9, host: 'node2'},
    })
  })

  test('ticks that no host wrote are lost, also at the beginning', () => {
    expect(evaluateCounter([ticks('node1', 3, 4), ticks('node2', 7, 8)]).lost).toEqual([1, 2, 5, 6])
  })

  test('the same count from two running copies is doubled', () => {
    expect(evaluateCounter([ticks('node1', 1, 6), [...ticks('node1', 1, 4), ...ticks('node2', 5, 7)]]).doubled).toEqual([5, 6])
  })

  test('a copy that started over doubles its counts', () => {
    expect(evaluateCounter([[...ticks('node1', 1, 3), ...ticks('node2', 1, 2).map((t) => ({...t, atUs: t.atUs + 9e6}))]]).doubled).toEqual([
      1, 2,
    ])
  })
})
