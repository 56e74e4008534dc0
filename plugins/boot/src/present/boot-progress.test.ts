import type {Progress} from '@ops/core/progress'
import {expect, test} from 'vitest'
import type {Evidence} from '../timeline/evidence.ts'
import {progressOf} from './boot-progress.ts'

test('each piece of evidence is printed once, with time, stage, state and source', () => {
  const lines: string[] = []
  const report = progressOf({say: (line: string) => void lines.push(line)} as Progress)
  const timeline = {stages: [], verdict: 'under way' as const}
  const dhcp: Evidence = {atMs: 37_700, witness: 'wire', stage: 'dhcp', state: 'begun', words: 'DISCOVER'}
  report('pxcab', timeline, {atMs: 1700, witness: 'power', stage: 'power', state: 'ok', words: 'the power is on'})
  report('pxcab', timeline, dhcp)
  report('pxcab', timeline, {...dhcp, atMs: 38_000})
  expect(lines).toEqual(['   1.7 s  pxcab power: the power is on (power)', '  37.7 s  pxcab dhcp begun: DISCOVER (wire)'])
})
