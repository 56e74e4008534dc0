import type {Writable} from 'node:stream'

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
