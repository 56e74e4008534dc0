import {table} from '@ops/core/text'
import type {ChaosRun} from './chaos.ts'

/** For people: what was done, how it ended, how many commands that took, and whether later runs take longer. */
export function summarize(runs: readonly ChaosRun[]): string {
  return [outcomes(runs), counts(runs), times(runs)].join('\n\n')
}

/** A row for each fault: how its runs ended, and the longest chain of commands. */
function outcomes(runs: readonly ChaosRun[]): string {
  const faults = [...new Set(runs.map(({fault}) => fault))].toSorted()
  const ends = [...new Set(runs.map(outcomeOf))].toSorted()
  const rows = faults.map((fault) => {
    const ours = runs.filter((run) => run.fault === fault)
    return [
      fault,
      ...ends.map((end) => String(ours.filter((run) => outcomeOf(run) === end).length)),
      String(Math.max(...ours.map(({chain}) => chain))),
    ]
  })
  return table(rows, ['FAULT', ...ends.map((end) => end.toUpperCase()), 'LONGEST CHAIN'])
}

const outcomeOf = ({verdict}: ChaosRun) => (verdict.wrong === undefined ? verdict.outcome : undefined) ?? 'wrong'

function counts(runs: readonly ChaosRun[]): string {
  const sum = (count: (run: ChaosRun) => number | undefined) => runs.reduce((total, run) => total + (count(run) ?? 0), 0)
  const rows = [
    ['runs', runs.length],
    ['writes acknowledged to the client', sum(({writes}) => writes)],
    ['acknowledged writes lost', sum(({verdict}) => verdict.lost)],
    ['writes applied twice', sum(({verdict}) => verdict.doubled)],
    ['acknowledged writes lost with a declared loss or a reinstalled host', sum(({verdict}) => verdict.declaredLost)],
    ['commands typed', sum(({commands}) => commands.length)],
    ['longest chain of commands after a fault', Math.max(0, ...runs.map(({chain}) => chain))],
    ['runs with a wrong end', sum(({wrong}) => (wrong === undefined ? 0 : 1))],
  ] as const
  return table(rows.map(([what, count]) => [what, String(count)]))
}

/**
 * The time that ops needs in a run of its own, by tens of runs: `status` with nothing open, asked at the end of each run. The whole
 * run beside it waits for machines and links, by its fault.
 */
function times(runs: readonly ChaosRun[]): string {
  const tens = Array.from({length: Math.ceil(runs.length / 10)}, (_, at) => runs.slice(at * 10, at * 10 + 10))
  const rows = tens.map((ten) => [
    `${ten[0]?.run}-${ten.at(-1)?.run}`,
    seconds(median(ten.map(({ms}) => ms))),
    seconds(median(ten.map(({statusMs}) => statusMs))),
  ])
  return table(rows, ['RUNS', 'MEDIAN OF A RUN', 'MEDIAN OF THE LAST STATUS'])
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
