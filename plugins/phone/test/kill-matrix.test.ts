import {join} from 'node:path'
import {expect, vi} from 'vitest'
import {goldens} from '../../../test/golden/golden.ts'
import {killMatrix} from './kill-matrix.ts'

// Some hundred runs of a shell each: seconds on an idle machine.
vi.setConfig({testTimeout: 300_000})

goldens(join(import.meta.dirname, 'golden/kill'), async (input) => {
  const report = await killMatrix(input)
  // Whatever else a golden says.
  expect(report).not.toMatch(/LOST|OTHERWISE/)
  return report
})
