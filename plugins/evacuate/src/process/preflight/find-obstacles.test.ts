import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {goldens} from '../../../../../test/golden/golden.ts'
import {ScriptOutput} from '../../remote/run-script.ts'
import type {ProcessConfig} from '../config/process-schema.ts'
import {findObstacles, idsOf} from './find-obstacles.ts'
import {chooseCgroups} from './survey-process.ts'
import {atLeast} from './version.ts'

const parse = (input: string) => {
  const [config = '', source = '', destination = ''] = input.split(/^# (?:source|destination)\n/m)
  return {config: JSON.parse(config) as ProcessConfig, source: new ScriptOutput(source), destination: new ScriptOutput(destination)}
}

describe('obstacles found in the surveys of two hosts', () => {
  goldens(join(import.meta.dirname, 'golden'), (input) => {
    const {config, source, destination} = parse(input)
    const obstacles = findObstacles({
      name: 'counter',
      config,
      source: {host: 'node1', output: source},
      destination: {host: 'node2', output: destination},
    })
    return obstacles.map(({host, message, hint}) => `${host}: ${message}\n  ${hint}`).join('\n') || 'nothing'
  })
})

test('every process, thread, group and session needs its id free', () => {
  const output = new ScriptOutput('task 10 S 1 10 10 0 a\ntask 12 S 10 11 10 0 b\nthreads 10 15\nthreads 12\n')
  expect(idsOf(output)).toEqual([10, 11, 12, 15])
})

describe('cgroups of the tree', () => {
  const config = {files: [], criu: []} as ProcessConfig
  const output = (cgroup: string, others: string) => new ScriptOutput(`task 10 S 1 10 10 0 a\ncgroup 10 ${cgroup}\nothers ${others}\n`)

  test.each([
    ['its own', '/jobs/a', '', {source: '/jobs/a', destination: '/jobs/a', make: false}],
    ['shared with others', '/jobs/a', '11', {source: '/ops-workloads/web%2F1', destination: '/ops-workloads/web%2F1', make: true}],
    ['the root', '/', '', {source: '/ops-workloads/web%2F1', destination: '/ops-workloads/web%2F1', make: true}],
    ['outside of the namespace', '/../x', '', {source: '/ops-workloads/web%2F1', destination: '/ops-workloads/web%2F1', make: true}],
  ])('%s', (_, cgroup, members, expected) => {
    expect(chooseCgroups(output(cgroup, members), config, 'web/1')).toEqual(expected)
  })

  test('a declared cgroup is that of the copy', () => {
    expect(chooseCgroups(output('/jobs/a', ''), {...config, cgroup: '/other'}, 'a')).toMatchObject({
      source: '/jobs/a',
      destination: '/other',
    })
  })
})

describe('versions', () => {
  test.each([
    ['4.2', '4.2', true],
    ['4.1.1', '4.2', false],
    ['6.18.44-fc', '6.16', true],
    ['6.9', '6.16', false],
    ['3.17.1', '4', false],
  ])('%s is at least %s: %s', (have, want, expected) => expect(atLeast(have, want)).toBe(expected))

  test('are ordered', () => {
    const version = fc.array(fc.nat(30), {minLength: 1, maxLength: 3}).map((parts) => parts.join('.'))
    fc.assert(fc.property(version, version, (one, other) => atLeast(one, other) || atLeast(other, one)))
  })
})
