import {expect} from 'vitest'
import {seeded} from '../../../test/evacuate/chaos/random.ts'
import {lab} from '../../../test/lab/require.ts'
import {newLab} from '../../../test/lab/new-lab.ts'
import {killedOff} from './killed-off/killed-off.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

// The whole of it, between any two entries of the journal: npm run chaos -- off
test('ops power off is killed in the move, in the shutdown and at the relay: the next run succeeds', async () => {
  // Two labs side by side: each waits for machines and proofs most of the time.
  const lanes = [
    [{after: 'intent host.shutdown', nth: 1, lastsMs: 1500}],
    [
      {after: 'intent evacuate.hold', nth: 1, lastsMs: 600},
      {after: 'outcome host.shutdown', nth: 1, lastsMs: 700},
    ],
  ].map(async (moments, lane) => {
    await using it = await newLab()
    return await killedOff(it, {moments: moments.map((moment) => () => moment), random: seeded(20_261_121 + lane)}, () => {})
  })
  // Both labs are down before either's failure is thrown.
  await Promise.allSettled(lanes)
  const runs = (await Promise.all(lanes)).flat()
  expect(runs.filter(({wrong}) => wrong !== undefined)).toEqual([])
  expect(runs).toHaveLength(3)
}, 600_000)
