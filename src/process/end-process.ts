import type {Clock} from '../time/index.ts'
import {errors} from './errors.ts'
import {startTicksOf} from './process-identity.ts'

export interface EndOptions {
  /** As it was recorded at the start: a later process that was given the same pid is left alone. */
  startTicks: number
  clock: Clock
  /** Milliseconds between TERM and KILL. */
  graceMs?: number
}

const pollMs = 20
/** Milliseconds in which a killed process has to be gone, unless it is stuck in the kernel. */
const killMs = 5000

/** Ends one process by its id: TERM, then KILL. `gone` when it had ended before. Throws PROCESS_STUCK. */
export async function endProcess(pid: number, {startTicks, clock, graceMs = 5000}: EndOptions): Promise<'ended' | 'gone'> {
  const lives = async () => (await startTicksOf(pid)) === startTicks
  if (!(await lives())) return 'gone'
  for (const [name, waitMs] of [['SIGTERM', graceMs] as const, ['SIGKILL', killMs] as const]) {
    send(pid, name)
    for (const until = clock.monotonic() + waitMs; clock.monotonic() < until; await clock.sleep(pollMs)) {
      if (!(await lives())) return 'ended'
    }
  }
  throw errors.PROCESS_STUCK({}, pid)
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    // It ended between the check and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
