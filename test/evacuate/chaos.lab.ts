import {expect} from 'vitest'
import {lab} from '../lab/require.ts'
import {newLab} from '../lab/new-lab.ts'
import {chaos} from './chaos/chaos.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

test('ops is killed at 40 seeded moments: status tells the truth, and the counter runs exactly once', async () => {
  await using it = await newLab()
  const told = await chaos(it, {runs: 40, seed: 20_261_121}, () => {})
  expect(told.filter(({wrong}) => wrong !== undefined)).toEqual([])
  expect(told).toHaveLength(40)
}, 600_000)
