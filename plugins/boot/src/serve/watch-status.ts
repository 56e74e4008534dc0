import type {Clock} from '@ops/core/time'
import type {ServerLink, ServerStatus} from './server-link.ts'

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
