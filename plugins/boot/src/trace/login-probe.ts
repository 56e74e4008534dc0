import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import type {Evidence} from '../timeline/evidence.ts'

/** Milliseconds between tries, and for one try. */
const everyMs = 3000
const tryMs = 15_000

/** Logs in as ops does for everything else, until it works or nobody waits any longer. */
export async function loginProbe(
  {transports, clock}: Pick<Services, 'transports' | 'clock'>,
  host: Host,
  see: (evidence: Omit<Evidence, 'atMs'>) => void,
  signal: AbortSignal,
): Promise<void> {
  if (host.address === undefined) return
  while (!signal.aborted) {
    const reply = await transports
      .to(host.name)
      .exec(['uname', '-rm'], {timeoutMs: tryMs, signal})
      .catch(() => undefined)
    if (reply?.code === 0) return see({witness: 'probe', stage: 'login', state: 'ok', words: `uname says ${reply.stdout.trim()}`})
    await clock.sleep(everyMs, signal).catch(() => {})
  }
}
