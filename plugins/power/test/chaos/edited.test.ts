import {expect, it} from 'vitest'
import {type EditedOutcome, runEditedSequence} from './edited-sequence.ts'

/** Seeds 1 to this; `npm run chaos -- wiring` runs more. */
const sequences = 40
const lanes = 8

it(`keeps no proof that is not true, and cuts no bystander, in ${sequences} sequences of edited inventories`, async () => {
  const outcomes: (EditedOutcome & {seed: number})[] = []
  await Promise.all(
    Array.from({length: lanes}, async (_, lane) => {
      for (let seed = lane + 1; seed <= sequences; seed += lanes)
        outcomes.push({seed, ...(await runEditedSequence({seed, lane: lane + 1}))})
    }),
  )
  expect(outcomes.filter(({wrong}) => wrong !== undefined)).toEqual([])
  // Without machines that go off, and without refusals, the test would prove nothing.
  expect(outcomes.filter(({off}) => off > 0).length).toBeGreaterThan(sequences / 4)
  expect(outcomes.filter(({refused}) => refused > 0).length).toBeGreaterThan(sequences / 4)
})
