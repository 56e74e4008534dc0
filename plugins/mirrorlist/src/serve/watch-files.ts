import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import type {Clock} from '@ops/core/time'

/** Milliseconds between two checks. Polling is cheap and misses no rename, as users of inotify often do. */
const everyMs = 1000

/** What of the files shows that one changed; '' when none can be seen. */
export async function fingerprint(paths: readonly string[]): Promise<string> {
  const parts = await Promise.all(paths.map(describe))
  return parts.join('\n')
}

async function describe(path: string): Promise<string> {
  const found = await stat(path, {bigint: true}).catch(() => undefined)
  if (found === undefined) return `${path} none`
  if (!found.isDirectory()) return `${path} ${found.ino} ${found.size} ${found.mtimeNs}`
  const names = await readdir(path).catch(() => [])
  return fingerprint(names.sort().map((name) => join(path, name)))
}

export interface WatchedFiles {
  paths: readonly string[]
  changed: () => Promise<void>
  /** Their fingerprint before they were read: what changed since then was not seen by the reader. */
  seen: string
}

/**
 * Calls `changed` each time after the files changed and then stayed the same for one more check, so that half-written ones are
 * seldom read. Runs until the signal aborts.
 */
export async function watchFiles({paths, changed, seen}: WatchedFiles, clock: Clock, signal: AbortSignal): Promise<void> {
  let served = seen
  let before = seen
  while (!signal.aborted) {
    await clock.sleep(everyMs, signal).catch(() => {})
    if (signal.aborted) return
    const now = await fingerprint(paths)
    if (now !== served && now === before) {
      served = now
      await changed()
    }
    before = now
  }
}
