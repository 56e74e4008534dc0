import process from 'node:process'
import {terminalProgress} from '@ops/core/progress'
import {systemClock} from '@ops/core/time'

/** Sequences run side by side: they wait for devices most of the time. */
const lanes = 8

export interface Seeds {
  first: number
  runs: number
  /** What the sequences are of, for the progress on stderr. */
  title: string
}

/**
 * Runs each seed once and resolves with the outcomes, in order of their end. Ctrl-C ends it after the sequences that run; a second one at
 * once.
 */
export async function runSeeds<T extends object>(
  {first, runs, title}: Seeds,
  run: (seed: number, lane: number) => Promise<T>,
): Promise<(T & {seed: number})[]> {
  const outcomes: (T & {seed: number})[] = []
  const task = terminalProgress(process.stderr, systemClock).start(title)
  let next = first
  const stop = () => (next = first + runs)
  process.once('SIGINT', stop)
  await Promise.all(
    Array.from({length: lanes}, async (_, lane) => {
      while (next < first + runs) {
        const seed = next
        next += 1
        outcomes.push({seed, ...(await run(seed, lane))})
        task.update({done: outcomes.length, total: runs})
      }
    }),
  )
  process.off('SIGINT', stop)
  task.end()
  return outcomes
}
