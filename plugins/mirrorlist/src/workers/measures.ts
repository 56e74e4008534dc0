/** Upper ends of the histogram's buckets, in seconds: an answer takes microseconds, so the buckets start there. */
export const buckets = [0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.001, 0.01, 0.1] as const
export const statuses = [200, 302, 404, 500, 503] as const

const bucketAt = statuses.length + 1
const sumAt = bucketAt + buckets.length + 1
const connectionsAt = sumAt + 1
const memoryAt = connectionsAt + 1
const length = memoryAt + 1

/** Counts of one worker, as numbers in a fixed order, which add up over workers. */
export class Measures {
  readonly #values = new Float64Array(length)

  answered(status: number, seconds: number): void {
    const known = statuses.indexOf(status as (typeof statuses)[number])
    this.#add(known < 0 ? statuses.length : known, 1)
    let bucket = 0
    while (bucket < buckets.length && seconds > (buckets[bucket] as number)) bucket++
    this.#add(bucketAt + bucket, 1)
    this.#add(sumAt, seconds)
  }

  values(connections: number): number[] {
    this.#values[connectionsAt] = connections
    this.#values[memoryAt] = process.memoryUsage.rss()
    return Array.from(this.#values)
  }

  #add(at: number, amount: number): void {
    this.#values[at] = (this.#values[at] as number) + amount
  }
}

/** Both summed up; what is of the moment (connections, memory) does not outlive its worker. */
export function addCounters(sum: readonly number[], values: readonly number[]): number[] {
  return Array.from({length: connectionsAt}, (_, at) => (sum[at] ?? 0) + (values[at] ?? 0))
}

export interface MeasuredState {
  workers: readonly (readonly number[])[]
  /** Sums of workers that ended. */
  ended: readonly number[]
  restarts: number
  generation: number
  problems: readonly string[]
}

/** Prometheus text (exposition format 0.0.4). */
export function prometheus({workers, ended, restarts, generation, problems}: MeasuredState): string {
  const total = (at: number) => workers.reduce((sum, values) => sum + (values[at] ?? 0), ended[at] ?? 0)
  let below = 0
  const histogram = [...buckets.map(String), '+Inf'].map((end, at) => {
    below += total(bucketAt + at)
    return `ops_mirrorlist_answer_seconds_bucket{le="${end}"} ${below}`
  })
  return [
    '# HELP ops_mirrorlist_answers_total Answers by status code.',
    '# TYPE ops_mirrorlist_answers_total counter',
    ...[...statuses.map(String), 'other'].map((status, at) => `ops_mirrorlist_answers_total{code="${status}"} ${total(at)}`),
    '# HELP ops_mirrorlist_answer_seconds Time to make an answer, without the network.',
    '# TYPE ops_mirrorlist_answer_seconds histogram',
    ...histogram,
    `ops_mirrorlist_answer_seconds_sum ${total(sumAt)}`,
    `ops_mirrorlist_answer_seconds_count ${below}`,
    '# HELP ops_mirrorlist_connections Open connections.',
    '# TYPE ops_mirrorlist_connections gauge',
    `ops_mirrorlist_connections ${total(connectionsAt)}`,
    '# HELP ops_mirrorlist_worker_memory_bytes Resident memory of each worker.',
    '# TYPE ops_mirrorlist_worker_memory_bytes gauge',
    ...workers.map((values, at) => `ops_mirrorlist_worker_memory_bytes{worker="${at}"} ${values[memoryAt] ?? 0}`),
    '# HELP ops_mirrorlist_worker_restarts_total Workers that died and were started again.',
    '# TYPE ops_mirrorlist_worker_restarts_total counter',
    `ops_mirrorlist_worker_restarts_total ${restarts}`,
    '# HELP ops_mirrorlist_generation Generation of the data that answers come from.',
    '# TYPE ops_mirrorlist_generation gauge',
    `ops_mirrorlist_generation ${generation}`,
    '# HELP ops_mirrorlist_problem Inputs that cannot be used now; older ones serve on.',
    '# TYPE ops_mirrorlist_problem gauge',
    ...['data', 'countries', 'pull', 'statistics', 'log'].map(
      (about) => `ops_mirrorlist_problem{about="${about}"} ${problems.includes(about) ? 1 : 0}`,
    ),
    '',
  ].join('\n')
}
