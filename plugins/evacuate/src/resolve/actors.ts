import {readRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {formatLocalTime} from '@ops/core/text'

/** The user@host whose process runs the run now; undefined when that process is gone. Only the journal of that machine tells. */
export async function actorOf({coordinator}: Pick<Services, 'coordinator'>, run: string): Promise<string | undefined> {
  const found = await readRun(coordinator, run).catch(() => undefined)
  return found?.state === 'running' ? found.actor : undefined
}

/**
 * Of a run whose process cannot be seen from here, because it ran on another machine or in another pid namespace: until when it may
 * still act. Undefined when it holds no lease any more.
 */
export async function unseenActor({coordinator, clock}: Pick<Services, 'coordinator' | 'clock'>, run: string): Promise<string | undefined> {
  const found = await readRun(coordinator, run).catch(() => undefined)
  if (found?.state !== 'unknown' || found.endedAt !== undefined) return undefined
  const leases = await coordinator.leasesOf(run)
  const [first] = leases
  if (first === undefined) return undefined
  const {time} = formatLocalTime(clock.now() + Math.max(...leases.map(({remainingMs}) => remainingMs)))
  return `An ops process of ${first.actor}, which cannot be seen from here, may still run evacuation ${run}; if it is dead, its lease ends at ${time} at the latest, and then the next command works.`
}
