/** Time as it is injected: tests move it by hand and never sleep. */
export interface Clock {
  /** Milliseconds since 1970 (CLOCK_REALTIME). */
  now(): number
  /** Milliseconds that never go back. */
  monotonic(): number
  /** Resolves after `ms`, rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
