import {expect} from 'vitest'
import {lab} from '../lab/require.ts'
import {runLanes} from './chaos/lanes.ts'
import {summarize} from './chaos/summary.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

test('40 seeded faults: what ops says is true, at most three commands end each, and no acknowledged write is lost or doubled', async () => {
  const results = await runLanes({seed: 20_261_121, runs: 40, lanes: 2})
  console.log(summarize(results))
  expect(results.filter(({wrong}) => wrong !== undefined)).toEqual([])
  expect(results).toHaveLength(40)
  // The faults reach every kind of end, and the client had something to lose.
  expect(new Set(results.map(({verdict}) => verdict.outcome)).size).toBeGreaterThan(2)
  expect(Math.min(...results.map(({writes}) => writes))).toBeGreaterThan(0)
}, 1_800_000)
