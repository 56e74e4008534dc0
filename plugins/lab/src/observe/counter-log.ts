/** One line of the demo counter: which tick, when (microseconds since 1970), and on which host it was written. */
export interface Tick {
  count: number
  atUs: number
  host: string
}

/** What the counter's logs, taken together, say about one process that must have counted without a break. */
export interface CounterStory {
  first?: Tick
  last?: Tick
  /** Counts that no host wrote. */
  lost: number[]
  /** Counts that were written more than once: two copies ran, or one started over. */
  doubled: number[]
  /** Hosts in the order in which the count went through them, with its first and last tick there. */
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

/** The log travels with the process, so hosts hold copies of the same lines: equal lines are one tick. */
export function tellCounter(logs: readonly (readonly Tick[])[]): CounterStory {
  const distinct = new Map(logs.flat().map((tick) => [`${tick.count} ${tick.atUs} ${tick.host}`, tick]))
  const ticks = [...distinct.values()].sort((a, b) => a.count - b.count || a.atUs - b.atUs)
  const story: CounterStory = {lost: [], doubled: [], stays: []}
  let before: Tick | undefined
  for (const tick of ticks) {
    if (before === undefined) story.first = tick
    // A counter starts at 1: a log that begins later has lost its beginning.
    for (let count = (before?.count ?? 0) + 1; count < tick.count; count++) story.lost.push(count)
    if (before?.count === tick.count) story.doubled.push(tick.count)
    const ms = before === undefined ? 0 : (tick.atUs - before.atUs) / 1000
    if (ms > (story.longestGap?.ms ?? 0)) story.longestGap = {ms, before: tick.count}
    const stay = story.stays.at(-1)
    if (stay?.host === tick.host) stay.to = tick.count
    else story.stays.push({host: tick.host, from: tick.count, to: tick.count})
    before = tick
  }
  if (before !== undefined) story.last = before
  return story
}
