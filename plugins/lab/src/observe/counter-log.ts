/** One line of the demo counter: which tick, when (microseconds since 1970), and on which host it was written. */
export interface Tick {
  count: number
  atUs: number
  host: string
}

/** The history of the counter from all its logs: one process that must count without a break. */
export interface CounterHistory {
  first?: Tick
  last?: Tick
  /** Counts that no host wrote. */
  lost: number[]
  /** Counts that were written more than once: two copies ran, or one started over. */
  doubled: number[]
  /** Hosts in the order of the counts, with the first and last tick on each. */
  stays: {host: string; from: number; to: number}[]
  /** Longest time between two ticks, in milliseconds of CLOCK_REALTIME, and the tick after it. */
  longestGap?: {ms: number; before: number}
}

/** Parses a log; a last line without its newline is still being written and is left out. */
export function parseTicks(text: string): Tick[] {
  const ticks: Tick[] = []
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    const match = /^(\d+) (\d+) (\S+)$/.exec(line)
    if (match !== null) ticks.push({count: Number(match[1]), atUs: Number(match[2]), host: match[3] ?? ''})
    else if (line !== '') throw new Error(`The counter's log holds the line "${line}".`)
  }
  return ticks
}

/** The log moves with the process, so hosts hold copies of the same lines: equal lines are one tick. */
export function evaluateCounter(logs: readonly (readonly Tick[])[]): CounterHistory {
  const distinct = new Map(logs.flat().map((tick) => [`${tick.count} ${tick.atUs} ${tick.host}`, tick]))
  const ticks = [...distinct.values()].sort((a, b) => a.count - b.count || a.atUs - b.atUs)
  const history: CounterHistory = {lost: [], doubled: [], stays: []}
  let before: Tick | undefined
  for (const tick of ticks) {
    if (before === undefined) history.first = tick
    // A counter starts at 1: a log that begins later has lost its beginning.
    for (let count = (before?.count ?? 0) + 1; count < tick.count; count++) history.lost.push(count)
    if (before?.count === tick.count) history.doubled.push(tick.count)
    const ms = before === undefined ? 0 : (tick.atUs - before.atUs) / 1000
    if (ms > (history.longestGap?.ms ?? 0)) history.longestGap = {ms, before: tick.count}
    const stay = history.stays.at(-1)
    if (stay?.host === tick.host) stay.to = tick.count
    else history.stays.push({host: tick.host, from: tick.count, to: tick.count})
    before = tick
  }
  if (before !== undefined) history.last = before
  return history
}
