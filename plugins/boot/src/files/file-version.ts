import type {Stats} from 'node:fs'

/** Differs whenever the file differs; ctime also detects an edit that keeps size and mtime, such as `cp -p`. */
export function versionOf({dev, ino, size, mtimeMs, ctimeMs}: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].map((part) => Math.round(part).toString(36)).join('-')
}

/** True when the bytes of an open file are unchanged. ctime is not compared: replacing the file by rename(2) changes it. */
export function hasSameBytes(before: Stats, now: Stats): boolean {
  return before.size === now.size && before.mtimeMs === now.mtimeMs
}

/** Milliseconds within which a second edit can have the same time stamp: the kernel's clock ticks every 4 to 10 ms. */
const tickMs = 100

/** True when the file changed so recently that another edit could have the same time stamp. */
export function isFresh({mtimeMs, ctimeMs}: Stats): boolean {
  // A time in the future, set by another machine's clock, does not count.
  return [mtimeMs, ctimeMs].some((at) => Math.abs(Date.now() - at) < tickMs)
}
