import type {MetricsSource} from '@ops/core/daemon'
import {type Category, categoryNames} from '../stats/store/categories.ts'
import type {MeasuredTotals} from '../workers/measures.ts'

/** What `/metrics` shows at one moment. */
export interface MetricsState {
  totals: MeasuredTotals
  restarts: number
  generation: number
  /** Inputs with a problem: `data`, `pull` … */
  problems: readonly string[]
  /** Accesses since the start, by category and name. */
  accesses: ReadonlyMap<Category, ReadonlyMap<string, number>>
}

interface Value {
  labels: Record<string, string>
  value: number
  /** Of a histogram: its name with `_bucket`, `_sum` or `_count`. */
  metricName?: string
}

interface Metric {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  values: Value[]
}

/**
 * Metrics are counted as plain numbers in the workers and become prom-client's at each scrape, in a registry that lives as long as
 * the scrape: nothing of them is on the way of a request, and none is left behind.
 */
export async function metricsSource(read: () => Promise<MetricsState>): Promise<MetricsSource> {
  const {AggregatorRegistry, Registry} = await import('prom-client')
  return {
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    async metrics() {
      const state = await read()
      const metrics = [...serviceMetrics(state), ...accessMetrics(state)].map((metric) => ({...metric, aggregator: 'sum'}))
      return AggregatorRegistry.aggregate([metrics]).metrics()
    },
  }
}

const problemNames = ['data', 'countries', 'pull', 'statistics', 'log']

function serviceMetrics({totals, restarts, generation, problems}: MetricsState): Metric[] {
  const {answers, seconds, connections, memory} = totals
  const histogram = 'ops_mirrorlist_answer_seconds'
  return [
    {
      name: 'ops_mirrorlist_answers_total',
      help: 'Answers by status code.',
      type: 'counter',
      values: answers.map(({code, count}) => ({labels: {code}, value: count})),
    },
    {
      name: histogram,
      help: 'Time to make an answer, without the network.',
      type: 'histogram',
      values: [
        ...seconds.buckets.map(({end, count}) => ({metricName: `${histogram}_bucket`, labels: {le: end}, value: count})),
        {metricName: `${histogram}_sum`, labels: {}, value: seconds.sum},
        {metricName: `${histogram}_count`, labels: {}, value: seconds.buckets.at(-1)?.count ?? 0},
      ],
    },
    single('ops_mirrorlist_connections', 'gauge', 'Open connections.', connections),
    {
      name: 'ops_mirrorlist_worker_memory_bytes',
      help: 'Resident memory of each worker.',
      type: 'gauge',
      values: memory.map((value, worker) => ({labels: {worker: String(worker)}, value})),
    },
    single('ops_mirrorlist_worker_restarts_total', 'counter', 'Workers that ended unexpectedly and were replaced.', restarts),
    single('ops_mirrorlist_generation', 'gauge', 'Generation of the data that answers come from.', generation),
    {
      name: 'ops_mirrorlist_problem',
      help: '1 for an input that cannot be used now (the older one is still served), 0 otherwise.',
      type: 'gauge',
      values: problemNames.map((about) => ({labels: {about}, value: problems.includes(about) ? 1 : 0})),
    },
  ]
}

function single(name: string, type: Metric['type'], help: string, value: number): Metric {
  return {name, help, type, values: [{labels: {}, value}]}
}

const accessLabels: Record<Category, string> = {
  countries: 'country',
  archs: 'arch',
  repositories: 'repository',
  protocols: 'protocol',
  tiers: 'tier',
  clients: 'client',
  families: 'family',
  countme: 'countme',
}

function accessMetrics({accesses}: MetricsState): Metric[] {
  return categoryNames.map((category) => {
    const label = accessLabels[category]
    return {
      name: `ops_mirrorlist_accesses_by_${label}_total`,
      help: 'Lists and metalinks sent since the start of the service.',
      type: 'counter',
      values: [...(accesses.get(category) ?? [])].map(([name, value]) => ({labels: {[label]: name}, value})),
    }
  })
}
