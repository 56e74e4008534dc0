import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'
import type {ControlClient} from '../control/control-client.ts'
import type {ReportEvidence} from '../timeline/evidence.ts'
import {wireEvidence} from './wire-evidence.ts'

/** Reports evidence from the boot server. Resolves when the connection is open; `ended` resolves when it has ended. */
export async function followWire(
  server: ControlClient,
  subject: {host: string; mac: string},
  report: ReportEvidence,
  signal: AbortSignal,
): Promise<{ended: Promise<void>}> {
  const events = server.events(signal)[Symbol.asyncIterator]()
  // The first call opens the connection; a missing server must be reported before the host is switched on.
  const first = events.next()
  await Promise.race([first, new Promise<void>((resolve) => setTimeout(resolve, connectMs).unref())])
  const pump = async () => {
    for (let step = await first; step.done !== true; step = await events.next()) {
      const seen = wireEvidence(step.value, subject)
      if (seen !== undefined) report(seen)
    }
  }
  // If the server ends later, its stages stay unknown.
  return {ended: pump().catch(() => {})}
}

/** Milliseconds within which connecting to a missing control socket fails. */
const connectMs = 300

/** Milliseconds between attempts, and for one attempt. */
const everyMs = 3000
const tryMs = 15_000

/** Tries to log in over the host's transport until it works or the signal aborts. */
export async function probeLogin(
  {transports, clock}: Pick<Services, 'transports' | 'clock'>,
  host: Host,
  report: ReportEvidence,
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
