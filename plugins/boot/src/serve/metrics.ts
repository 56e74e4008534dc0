import type {MetricsSource} from '@ops/core/daemon'
import type {Activity} from './activity.ts'

export interface Gauges {
  active(): number
  cachedBytes(): number
}

/** The server's counters as Prometheus text, beside Node's own. */
export async function bootMetrics({totals}: Activity, {active, cachedBytes}: Gauges): Promise<MetricsSource> {
  const {collectDefaultMetrics, Counter, Gauge, Registry} = await import('prom-client')
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({register: registry})
  // Counted in Activity, and copied at each scrape.
  const counter = (name: string, help: string, labelNames: string[], read: () => Iterable<readonly [Record<string, string>, number]>) =>
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const [labels, value] of read()) this.inc(labels, value)
      },
    })
  const by = (label: string, counts: () => Record<string, number>) => () =>
    Object.entries(counts()).map(([key, value]) => [{[label]: key}, value] as const)
  const single = (value: () => number) => () => [[{}, value()] as const]
  counter(
    'ops_boot_tftp_transfers_total',
    'TFTP transfers that ended, by outcome',
    ['outcome'],
    by('outcome', () => totals.transfers),
  )
  counter(
    'ops_boot_tftp_refused_total',
    'TFTP requests that were not served, by reason',
    ['reason'],
    by('reason', () => totals.refused),
  )
  counter(
    'ops_boot_tftp_bytes_total',
    'Bytes that TFTP clients acknowledged',
    [],
    single(() => totals.bytes),
  )
  counter(
    'ops_boot_tftp_retransmits_total',
    'TFTP blocks sent more than once',
    [],
    single(() => totals.retransmits),
  )
  counter(
    'ops_boot_http_requests_total',
    'HTTP requests, by status',
    ['status'],
    by('status', () => totals.http),
  )
  counter(
    'ops_boot_http_bytes_total',
    'Bytes sent over HTTP',
    [],
    single(() => totals.httpBytes),
  )
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('ops_boot_tftp_active', 'Running TFTP transfers', active)
  gauge('ops_boot_cache_bytes', 'Bytes of files in memory', cachedBytes)
  return registry
}
