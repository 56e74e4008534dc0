import {expect, test} from 'vitest'
import {faultPlan, noFaults} from './faults.ts'

test('no faults: each frame once, at once', () => {
  const next = faultPlan(noFaults)
  for (let frame = 0; frame < 100; frame += 1) expect(next()).toEqual([0])
})

test('faults have the given frequency, and equal seeds give equal faults', () => {
  const plan = (seed: number) => Array.from({length: 20_000}, faultPlan({loss: 0.1, duplicate: 0.05, reorder: 0, delayMs: 0, seed}))
  const frames = plan(7)
  expect(frames.filter((times) => times.length === 0).length / 20_000).toBeCloseTo(0.1, 1)
  expect(frames.filter((times) => times.length === 2).length / 20_000).toBeCloseTo(0.045, 1)
  expect(plan(7)).toEqual(frames)
  expect(plan(8)).not.toEqual(frames)
})
