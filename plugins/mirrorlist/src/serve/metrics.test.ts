import {register} from 'prom-client'
import {expect, test} from 'vitest'
import {CountSum} from '../stats/store/counts.ts'
import {addCounters, Measures, totalsOf} from '../workers/measures.ts'
import {metricsSource} from './metrics.ts'

const source = () => {
  const [first, second, dead] = [new Measures(), new Measures(), new Measures()]
  for (const seconds of [0.000_001, 0.000_03, 0.5]) first.answered(200, seconds)
  second.answered(404, 0.000_1)
  second.answered(418, 0.002)
  dead.answered(302, 0.000_01)
  const accesses = new CountSum()
  accesses.add({countries: {SE: 5, 'N/A': 1}, repositories: {'a"b\\c\nd': 2}})
  const values = [first.values(3), second.values(4)].map((all, at) => [...all.slice(0, -1), 1000 + at])
  return metricsSource(async () => ({
    totals: totalsOf(values, addCounters([], dead.values(9))),
    restarts: 1,
    generation: 1_700_000_000,
    problems: ['pull'],
    accesses: accesses.names,
  }))
}

test('names, types and labels are these', async () => {
  const {metrics, contentType} = await source()
  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/)
  const text = await metrics()
  expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('# HELP'))).toEqual([
    '# TYPE ops_mirrorlist_answers_total counter',
    'ops_mirrorlist_answers_total{code="200"} 3',
    'ops_mirrorlist_answers_total{code="302"} 1',
    'ops_mirrorlist_answers_total{code="404"} 1',
    'ops_mirrorlist_answers_total{code="500"} 0',
    'ops_mirrorlist_answers_total{code="503"} 0',
    'ops_mirrorlist_answers_total{code="other"} 1',
    '# TYPE ops_mirrorlist_answer_seconds histogram',
    'ops_mirrorlist_answer_seconds_bucket{le="0.00001"} 2',
    'ops_mirrorlist_answer_seconds_bucket{le="0.000025"} 2',
    'ops_mirrorlist_answer_seconds_bucket{le="0.00005"} 3',
    'ops_mirrorlist_answer_seconds_bucket{le="0.0001"} 4',
    'ops_mirrorlist_answer_seconds_bucket{le="0.00025"} 4',
    'ops_mirrorlist_answer_seconds_bucket{le="0.001"} 4',
    'ops_mirrorlist_answer_seconds_bucket{le="0.01"} 5',
    'ops_mirrorlist_answer_seconds_bucket{le="0.1"} 5',
    'ops_mirrorlist_answer_seconds_bucket{le="+Inf"} 6',
    expect.stringMatching(/^ops_mirrorlist_answer_seconds_sum 0\.50214/),
    'ops_mirrorlist_answer_seconds_count 6',
    '# TYPE ops_mirrorlist_connections gauge',
    'ops_mirrorlist_connections 7',
    '# TYPE ops_mirrorlist_worker_memory_bytes gauge',
    'ops_mirrorlist_worker_memory_bytes{worker="0"} 1000',
    'ops_mirrorlist_worker_memory_bytes{worker="1"} 1001',
    '# TYPE ops_mirrorlist_worker_restarts_total counter',
    'ops_mirrorlist_worker_restarts_total 1',
    '# TYPE ops_mirrorlist_generation gauge',
    'ops_mirrorlist_generation 1700000000',
    '# TYPE ops_mirrorlist_problem gauge',
    ...['data', 'countries', 'pull', 'statistics', 'log'].map(
      (about) => `ops_mirrorlist_problem{about="${about}"} ${about === 'pull' ? 1 : 0}`,
    ),
    '# TYPE ops_mirrorlist_accesses_by_country_total counter',
    'ops_mirrorlist_accesses_by_country_total{country="SE"} 5',
    'ops_mirrorlist_accesses_by_country_total{country="N/A"} 1',
    '# TYPE ops_mirrorlist_accesses_by_arch_total counter',
    '# TYPE ops_mirrorlist_accesses_by_repository_total counter',
    'ops_mirrorlist_accesses_by_repository_total{repository="a\\"b\\\\c\\nd"} 2',
    ...['protocol', 'tier', 'client', 'family', 'countme'].map((label) => `# TYPE ops_mirrorlist_accesses_by_${label}_total counter`),
  ])
})

test('a scrape leaves nothing in the registry of the process, and the next one shows the same', async () => {
  const {metrics} = await source()
  const first = await metrics()
  for (let scrape = 0; scrape < 50; scrape++) expect(await metrics()).toBe(first)
  expect(register.getMetricsAsArray()).toEqual([])
})
