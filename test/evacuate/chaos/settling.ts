import {setTimeout as delay} from 'node:timers/promises'
import {type CounterReading, readCounter} from '../../../plugins/lab/src/observe/read-counter.ts'
import {broken, contradiction} from './truth.ts'

/** A move as `ops evacuate status --json` prints it. */
export interface StatusMove {
  run: string
  workload: string
  state: string
  source: string
  destination: string
  next?: string
  settled: boolean
}

/** Milliseconds that a busy machine may take until what is expected is seen; an idle one needs a fraction of a second. */
const patienceMs = 60_000

/** As the status advises; where both ways are open (before COMMIT, the source held) also the other one. */
export function choose(move: StatusMove, random: () => number): 'abort' | 'resume' {
  const advised = /^ops evacuate (abort|resume) /.exec(move.next ?? '')?.[1] as 'abort' | 'resume' | undefined
  if (advised === undefined) throw new Error(`status ${move.state} advises nothing`)
  const open = ['RESERVED', 'HELD', 'SHIPPED', 'PREPARING', 'PREPARED'].includes(move.state)
  return advised === 'abort' && open && random() < 0.5 ? 'resume' : advised
}

/**
 * What is wrong with the counter, or with its status. Detached criu works on after ops died, and while it dumps or restores,
 * the process is seen from outside as neither frozen nor stopped, although none of its code runs. So a status of such a state
 * must become true in time.
 */
export async function untrue(dir: string, move: StatusMove | undefined): Promise<string | undefined> {
  for (let waited = 0; ; waited += 100) {
    const reading = await readCounter(dir)
    const isCounter = move?.workload === 'counter'
    const wrong = broken(reading) ?? (isCounter ? contradiction(move, reading.copies) : undefined)
    const onTheWay = isCounter && (move.state === 'HOLDING' || move.state === 'PREPARING')
    if (wrong === undefined || !onTheWay || waited >= patienceMs) return wrong
    await delay(100)
  }
}

/** The counter, once it was seen counting: its last count goes up. */
export async function runsOnce(dir: string): Promise<CounterReading> {
  const first = await readCounter(dir)
  for (let waited = 0; waited < patienceMs; waited += 50) {
    await delay(50)
    const now = await readCounter(dir)
    const wrong = broken(now)
    if (wrong !== undefined) throw new Error(wrong)
    if ((now.last?.count ?? 0) >= (first.last?.count ?? 0) + 2) return now
  }
  throw new Error('the counter does not count')
}
