import {expect, it} from 'vitest'
import {runWiringSequence, type WiringOutcome} from './wiring-sequence.ts'

/** Seeds 1 to this; `npm run chaos -- wiring` runs a thousand. */
const sequences = 120
const lanes = 8

it(`cuts no bystander and reports no false "off" in ${sequences} sequences of swapped, renamed and reordered outlets`, async () => {
  const outcomes: (WiringOutcome & {seed: number})[] = []
  await Promise.all(
    Array.from({length: lanes}, async (_, lane) => {
      for (let seed = lane + 1; seed <= sequences; seed += lanes)
        outcomes.push({seed, ...(await runWiringSequence({seed, lane: lane + 1}))})
    }),
  )
  expect(outcomes.filter(({verdict}) => verdict === 'false off' || verdict === 'bystander cut')).toEqual([])
  // Without acts that succeed, and disturbances that are refused, the test would prove nothing.
  const count = (wanted: string) => outcomes.filter(({verdict}) => verdict === wanted).length
  expect(count('off')).toBeGreaterThan(sequences / 6)
  expect(count('refused')).toBeGreaterThan(sequences / 6)
  for (const code of ['POWER_PLUG_CHANGED', 'POWER_WRONG_PLUG', 'POWER_WIRING_ASSUMED'])
    expect(outcomes.some((outcome) => outcome.code === code)).toBe(true)
})
