import type {Clock} from '@ops/core/time'
import type {ServerLink} from './control-client.ts'
import type {ServerStatus} from './server-status.ts'
import type {Writable} from 'node:stream'

/** Milliseconds between two looks. */
const everyMs = 500

/** Shows the status again and again until the signal aborts; a server that ends is the end of the watch. */
export async function watchStatus(
  server: ServerLink,
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
 * Shows something for as long as somebody reads it. False: nobody does any longer (`| head`), which is no failure, while a
 * command that changes things would go on and only stop printing.
 */
export async function whileRead(stream: Writable, show: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<boolean> {
  const gone = new AbortController()
  const leave = () => gone.abort()
  for (const event of ['error', 'close']) stream.once(event, leave)
  try {
    await show(AbortSignal.any([signal, gone.signal]))
  } catch (error) {
    if (!gone.signal.aborted || signal.aborted) throw error
  } finally {
    for (const event of ['error', 'close']) stream.off(event, leave)
  }
  return !gone.signal.aborted
}
