/** Runs an action with a signal that aborts after `ms` (then `late` is thrown) or with `outer` (then its reason is). */
export async function withDeadline<T>(
  ms: number,
  outer: AbortSignal | undefined,
  late: () => Error,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted()
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(late()), ms)
  const onOuter = () => stop.abort(outer?.reason)
  outer?.addEventListener('abort', onOuter, {once: true})
  const aborted = new Promise<never>((_, reject) => stop.signal.addEventListener('abort', () => reject(stop.signal.reason), {once: true}))
  try {
    const work = action(stop.signal)
    // After the deadline, an error of the action is ignored.
    work.catch(() => {})
    return await Promise.race([work, aborted])
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', onOuter)
  }
}
