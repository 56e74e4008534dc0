import type {Clock} from '@ops/core/time'
import type {Transport} from '@ops/core/transport'

/** A host's CLOCK_REALTIME minus that of this machine, and half the round trip in which it was read. */
export interface ClockOffset {
  offsetMs: number
  errorMs: number
}

export async function readClock(transport: Transport, clock: Clock, signal: AbortSignal): Promise<ClockOffset> {
  const before = clock.now()
  const {stdout} = await transport.exec(['date', '+%s.%N'], {signal, timeoutMs: 10_000})
  const after = clock.now()
  return {offsetMs: Number(stdout) * 1000 - (before + after) / 2, errorMs: (after - before) / 2}
}
