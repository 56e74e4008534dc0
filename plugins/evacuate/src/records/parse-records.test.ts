import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {parseRecords} from './parse-records.ts'
import type {MovePlan} from './record.ts'

const plan: MovePlan = {
  version: 1,
  run: '20261121-1306-k3f9',
  at: 1,
  workload: {name: 'counter', kind: 'process', host: 'node1', config: {}},
  source: 'node1',
  destination: 'node2',
  ticket: {},
}

describe('records as a host prints them', () => {
  test('with role and marks', () => {
    const text = `record /x/y\nrole source\nplan ${JSON.stringify(plan)}\nmark epoch 7\nmark commit {"epoch":7}\nmark preparing\n`
    expect(parseRecords(text)).toEqual([{plan, role: 'source', marks: {epoch: 7, commit: '{"epoch":7}', preparing: ''}}])
    expect(parseRecords(text.replace('role source', 'role destination'))).toMatchObject([{role: 'destination'}])
  })

  test('a record that was cut short, or that a later version wrote, is left out with its marks', () => {
    const good = `record /b\nrole source\nplan ${JSON.stringify(plan)}\nmark epoch 3\n`
    const later = JSON.stringify({...plan, version: 2})
    for (const broken of [
      'record /a\nrole source\nplan {"version":1\nmark commit x\n',
      `record /a\nrole source\nplan ${later}\nmark commit x\n`,
      'record /a\nplan {}\nmark commit x\n',
    ]) {
      const found = parseRecords(`${good}${broken}`)
      expect(found).toHaveLength(1)
      expect(found[0]?.marks).toEqual({epoch: 3})
    }
  })

  test('parsing does not throw, whatever a host prints', () => {
    const word = fc.constantFrom('record', 'role', 'plan', 'mark', 'none', 'source', '{', '}', 'epoch', 'x')
    const line = fc.array(word, {maxLength: 4}).map((words) => words.join(' '))
    fc.assert(fc.property(fc.array(line), (lines) => Array.isArray(parseRecords(lines.join('\n')))))
  })
})
