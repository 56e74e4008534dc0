/** Upper ends of the histogram's buckets, in seconds: an answer takes microseconds, so the buckets start there. */
const buckets = [0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.001, 0.01, 0.1] as const
const statuses = [200, 302, 404, 500, 503] as const

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

/** Sums over all workers, and what each worker uses now. */
export interface MeasuredTotals {
  /** Answers by status code; `other` for the rest. */
  answers: readonly {code: string; count: number}[]
  /** Answers that took at most `end` seconds, as a histogram of Prometheus has them; the last end is `+Inf`. */
  seconds: {buckets: readonly {end: string; count: number}[]; sum: number}
  connections: number
  /** Bytes of resident memory by worker. */
  memory: readonly number[]
}

/** `ended`: sums of workers that ended. */
export function totalsOf(workers: readonly (readonly number[])[], ended: readonly number[]): MeasuredTotals {
  const total = (at: number) => workers.reduce((sum, values) => sum + (values[at] ?? 0), ended[at] ?? 0)
  let below = 0
  return {
    answers: [...statuses.map(String), 'other'].map((code, at) => ({code, count: total(at)})),
    seconds: {
      buckets: [...buckets.map(String), '+Inf'].map((end, at) => {
        below += total(bucketAt + at)
        return {end, count: below}
      }),
      sum: total(sumAt),
    },
    connections: total(connectionsAt),
    memory: workers.map((values) => values[memoryAt] ?? 0),
  }
}
