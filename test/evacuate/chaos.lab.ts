import {expect} from 'vitest'
import {lab} from '../lab/require.ts'
import {newLab} from '../lab/new-lab.ts'
import {chaos} from './chaos/chaos.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

test('ops is killed at 40 seeded moments: status is true each time, and the counter runs exactly once', async () => {
  // Two labs side by side: each waits for timers and links most of the time.
  const lanes = [20_261_121, 20_261_122].map(async (seed) => {
    await using it = await newLab()
    return await chaos(it, {runs: 20, seed}, () => {})
  })
  const results = (await Promise.all(lanes)).flat()
  expect(results.filter(({wrong}) => wrong !== undefined)).toEqual([])
  expect(results).toHaveLength(40)
}, 600_000)
