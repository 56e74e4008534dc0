import type {Clock} from '../time/index.ts'
import {type Child, type ChildSpec, startChild} from './child.ts'
import {errors} from './errors.ts'
import {type Readiness, tcpReady} from './readiness.ts'

export interface SuperviseSpec extends ChildSpec {
  /** None: it serves as soon as it runs. */
  readiness?: Readiness
  /** Milliseconds until it has to be ready; 10,000 by default. */
  readyMs?: number
  /** After it ended by itself: the wait doubles from `backoffMs`; `max` times in a row, then `broken`. None by default. */
  restart?: {max: number; backoffMs: number}
  /** Milliseconds between TERM and KILL at the stop; 5,000 by default. */
  stopMs?: number
}

export interface Supervised extends AsyncDisposable {
  /** Of the process that runs now; undefined while it is restarted. */
  readonly pid: number | undefined
  /** Resolves when it was given up; never when it was stopped. A daemon's listener passes it on as its own. */
  readonly broken: Promise<Error>
  stop(): Promise<void>
}

/** Milliseconds of running after which its failures before are forgotten. */
const steadyMs = 60_000

/**
 * Runs a program for as long as it is wanted: returns once it is ready, restarts it when it ends, stops it at the abort.
 * A first start that fails is not repeated (its configuration is wrong): PROCESS_CHILD_NOT_READY with its last lines.
 */
export async function supervise(spec: SuperviseSpec, {clock, signal}: {clock: Clock; signal: AbortSignal}): Promise<Supervised> {
  const {restart = {max: 0, backoffMs: 0}, stopMs = 5000} = spec
  const broken = Promise.withResolvers<Error>()
  const done = new AbortController()
  let child: Child | undefined
  const begin = async () => {
    const started = await startReady(spec, {clock, signal: AbortSignal.any([signal, done.signal])}, stopMs)
    child = started
    return started
  }
  let running = await begin()

  const keep = async () => {
    for (let failures = 0; ; ) {
      const since = clock.monotonic()
      const how = await running.ended
      if (done.signal.aborted || signal.aborted) return
      child = undefined
      if (clock.monotonic() - since >= steadyMs) failures = 0
      for (let again: Child | undefined; again === undefined; ) {
        if (failures >= restart.max) return broken.resolve(errors.PROCESS_GAVE_UP({}, spec.argv[0] ?? '', failures, how, running.tail))
        await clock.sleep(restart.backoffMs * 2 ** failures, AbortSignal.any([signal, done.signal]))
        failures += 1
        again = await begin().catch(() => undefined)
        if (done.signal.aborted || signal.aborted) return
        running = again ?? running
      }
    }
  }
  // Rejects only when a stop cuts a sleep short.
  const keeping = keep().catch(() => {})

  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= (async () => {
      done.abort()
      signal.removeEventListener('abort', stop)
      await child?.stop(stopMs)
      await keeping
      // A restart that became ready in this very moment.
      await child?.stop(stopMs)
      child = undefined
    })()
    return stopping
  }
  signal.addEventListener('abort', stop, {once: true})
  if (signal.aborted) await stop()
  return {
    get pid() {
      return child?.pid
    },
    broken: broken.promise,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function startReady(spec: SuperviseSpec, {clock, signal}: {clock: Clock; signal: AbortSignal}, stopMs: number): Promise<Child> {
  signal.throwIfAborted()
  const {readiness, readyMs = 10_000, onLine = () => {}} = spec
  const seen = Promise.withResolvers<void>()
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  const child = startChild(
    {
      ...spec,
      onLine(line, stream) {
        if (readiness !== undefined && 'line' in readiness && readiness.line(line)) seen.resolve()
        onLine(line, stream)
      },
    },
    clock,
  )
  const notReady = (why: string) => errors.PROCESS_CHILD_NOT_READY({}, spec.argv[0] ?? '', why, child.tail)
  if (readiness === undefined) seen.resolve()
  const ready = readiness !== undefined && 'tcp' in readiness ? tcpReady(readiness.tcp, clock, until) : seen.promise
  const died = child.ended.then((how) => Promise.reject(notReady(`it ended with ${how}`)))
  const late = clock.sleep(readyMs, until).then(() => Promise.reject(notReady(`not within ${readyMs / 1000} s`)))
  // Rejections of the promises that lose the race are ignored.
  for (const loser of [ready, died, late]) loser.catch(() => {})
  try {
    await Promise.race([ready, died, late])
    return child
  } catch (error) {
    await child.stop(stopMs)
    throw signal.aborted ? signal.reason : error
  } finally {
    over.abort()
  }
}
