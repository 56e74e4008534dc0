import type {Host} from '@ops/core/inventory'
import type {Services} from '@ops/core/seams'

const tryMs = 10_000

/** Milliseconds for which a machine has run, by its own /proc/uptime; undefined while it executes no commands. */
export async function readUptime(
  {transports}: Pick<Services, 'transports'>,
  {name}: Host,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const {stdout} = await transports.to(name).exec(['cat', '/proc/uptime'], {timeoutMs: tryMs, signal})
    const found = Number.parseFloat(stdout)
    return Number.isFinite(found) ? found * 1000 : undefined
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}
