import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import type {Evidence} from './evidence.ts'
import {allStages} from './stages.ts'
import {timelineOf} from './timeline.ts'
import {timelineText} from '../present/timeline-text.ts'

const goldens = join(import.meta.dirname, 'goldens')

/** A golden's input: first line `plan: …` (and `over`), then `MS WITNESS STAGE STATE words`. */
function parse(text: string): {plan: string[]; over: boolean; evidence: Evidence[]} {
  const [head = '', ...lines] = text.trim().split('\n')
  const [, names = '', over] = /^plan: (.*?)( \(over\))?$/.exec(head) ?? []
  const evidence = lines.map((line): Evidence => {
    const [, at, witness, stage = '', state, words = ''] = /^(\d+) (\S+) (\S+) (begun|ok|failed) ?(.*)$/.exec(line) ?? []
    return {atMs: Number(at), witness: witness as Evidence['witness'], stage, state: state as Evidence['state'], words}
  })
  return {plan: names.split(' '), over: over !== undefined, evidence}
}

describe('timelineOf', () => {
  test.each(readdirSync(goldens))('%s', (name) => {
    const [input = '', expected = ''] = readFileSync(join(goldens, name), 'utf8').split('\n----\n')
    const {plan, over, evidence} = parse(input)
    expect(timelineText('pxcab', timelineOf(plan, evidence, over))).toBe(expected.trimEnd())
  })

  const anyEvidence = fc.array(
    fc.record({
      atMs: fc.nat(100_000),
      witness: fc.constantFrom('power', 'wire', 'beacon', 'console', 'probe'),
      stage: fc.constantFrom(...allStages),
      state: fc.constantFrom('begun', 'ok', 'failed'),
      words: fc.constant('x'),
    }) as fc.Arbitrary<Evidence>,
  )

  test('a stage without evidence is never seen', () => {
    fc.assert(
      fc.property(anyEvidence, fc.boolean(), (evidence, over) => {
        for (const {stage, state} of timelineOf(allStages, evidence, over).stages) {
          const seen = evidence.filter((one) => one.stage === stage)
          if (state === 'seen') expect(seen.some((one) => one.state === 'ok')).toBe(true)
          if (seen.length === 0) expect(['waiting', 'unknown']).toContain(state)
          if (over) expect(state).not.toBe('waiting')
        }
      }),
    )
  })

  test('the verdict is booted only with the last stage, and stopped always has a reason', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const {stages, verdict, why} = timelineOf(allStages, evidence, true)
        expect(verdict === 'booted').toBe(stages.at(-1)?.state === 'seen')
        if (verdict === 'stopped') expect(why).toBeTruthy()
      }),
    )
  })
})
