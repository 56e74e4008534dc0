import type {Clock} from '@ops/core/time'
import type {ControlClient} from './control-client.ts'
import type {ServerStatus} from './server-status.ts'
import type {Writable} from 'node:stream'

/** Milliseconds between two reads. */
const everyMs = 500

/** Shows the status twice a second until the signal aborts; throws when the server ends. */
export async function watchStatus(
  server: ControlClient,
  clock: Clock,
  show: (status: ServerStatus) => void,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    show(await server.status(signal))
    await clock.sleep(everyMs, signal)
  }
}

/**
 * Runs `show` until the reader of the stream closes it. Returns false in that case (`| head`), which is no failure for a
 * command that only reads.
 */
export async function whileRead(stream: Writable, show: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<boolean> {
  const closed = new AbortController()
  const onClose = () => closed.abort()
  for (const event of ['error', 'close']) stream.once(event, onClose)
  try {
    await show(AbortSignal.any([signal, closed.signal]))
  } catch (error) {
    if (!closed.signal.aborted || signal.aborted) throw error
  } finally {
    for (const event of ['error', 'close']) stream.off(event, onClose)
  }
  return !closed.signal.aborted
}
