import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import type {Evidence} from '../timeline/evidence.ts'

/** Milliseconds between attempts, and for one attempt. */
const everyMs = 3000
const tryMs = 15_000

/** Tries to log in over the host's transport until it works or the signal aborts. */
export async function loginProbe(
  {transports, clock}: Pick<Services, 'transports' | 'clock'>,
  host: Host,
  report: (evidence: Omit<Evidence, 'atMs'>) => void,
  signal: AbortSignal,
): Promise<void> {
  if (host.address === undefined) return
  while (!signal.aborted) {
    const reply = await transports
      .to(host.name)
      .exec(['uname', '-rm'], {timeoutMs: tryMs, signal})
      .catch(() => undefined)
    if (reply?.code === 0) return report({witness: 'probe', stage: 'login', state: 'ok', words: `uname prints ${reply.stdout.trim()}`})
    await clock.sleep(everyMs, signal).catch(() => {})
  }
}
