import {newLab} from '../../lab/new-lab.ts'
import {chaos, type ChaosRun} from './chaos.ts'

export interface LanesInput {
  seed: number
  runs: number
  /** Labs side by side: each waits for timers, links and starting machines much of its time. */
  lanes: number
  /** Ends after the runs that go on. */
  signal?: AbortSignal
  report?(run: ChaosRun): void
}

/** Runs 1 to `runs` of a seed, each in the next lab that is free. A run that ended wrongly gets the rest of its lane a new lab. */
export async function runLanes({seed, runs, lanes, signal, report}: LanesInput): Promise<ChaosRun[]> {
  const results: ChaosRun[] = []
  const waiting = Array.from({length: runs}, (_, at) => at + 1)
  const isOver = () => waiting.length === 0 || signal?.aborted === true
  const lane = async () => {
    while (!isOver()) {
      await using lab = await newLab(['--criu', '4.2'])
      const next = function* () {
        while (!isOver()) yield waiting.shift() ?? 0
      }
      await chaos(lab, {
        seed,
        runs: next(),
        report(run) {
          // A terminal sends its signal to ops too, which then ends a run otherwise than it would.
          if (run.wrong !== undefined && signal?.aborted === true) return
          results.push(run)
          report?.(run)
        },
      })
    }
  }
  await Promise.all(Array.from({length: lanes}, lane))
  return results.toSorted((one, other) => one.run - other.run)
}
