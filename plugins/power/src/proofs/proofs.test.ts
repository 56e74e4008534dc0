import {describe, expect, it} from 'vitest'
import {evaluateProofs} from './evaluate-proofs.ts'
import {meterProof} from './meter-proof.ts'
import type {Proof} from '@ops/core/seams'

describe('meter', () => {
  it.each([
    [40, 0, true],
    [40, 7.9, true],
    [40, 8.1, false],
    [40, 40, false],
    [2, 0.93, false],
    [0.93, 0.93, 'unknown'],
    [0, 0, 'unknown'],
    [0.5, 40, false],
    [40, undefined, 'unknown'],
    [undefined, 0, 'unknown'],
  ])('%s W before and %s W after: %s', (before, after, holds) => {
    expect(meterProof('x', before, after)?.holds).toBe(holds)
  })

  it('is undefined without a meter', () => {
    expect(meterProof('x', undefined, undefined)).toBeUndefined()
  })
})

describe('evaluateProofs', () => {
  const proof = (kind: string, holds: Proof['holds']): Proof => ({kind, holds, detail: `${kind} ${holds}`})
  const verdict = (...proofs: Proof[]) => {
    try {
      return evaluateProofs('a', 'off', proofs)
    } catch (error) {
      return (error as {code: string}).code
    }
  }
  it.each<[Proof[], string]>([
    [[proof('relay', true)], 'off'],
    [[proof('relay', true), proof('meter', 'unknown'), proof('silence', true)], 'off'],
    [[proof('relay', false)], 'POWER_STILL_ON'],
    [[proof('relay', true), proof('relay', false)], 'POWER_STILL_ON'],
    [[proof('relay', 'unknown'), proof('silence', true)], 'POWER_NOT_PROVED'],
    [[proof('relay', true), proof('meter', false)], 'POWER_NOT_PROVED'],
    [[proof('relay', true), proof('silence', false)], 'POWER_NOT_PROVED'],
    [[proof('silence', true), proof('meter', true)], 'POWER_NOT_PROVED'],
    [[], 'POWER_NOT_PROVED'],
  ])('%j', (proofs, expected) => {
    expect(verdict(...proofs)).toBe(expected)
  })
})
