import type {Stats} from 'node:fs'

/** Changes whenever the file does; ctime also tells an edit that kept size and time of change, as `cp -p` makes it. */
export function versionOf({dev, ino, size, mtimeMs, ctimeMs}: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].map((part) => Math.round(part).toString(36)).join('-')
}

/** The bytes of an open file have not changed. Not so ctime: a name that goes, as in a replacement by rename(2), moves it. */
export function hasSameBytes(before: Stats, now: Stats): boolean {
  return before.size === now.size && before.mtimeMs === now.mtimeMs
}

/** Milliseconds within which a second edit can have the time stamp of the first: the kernel's clock ticks every 4 to 10. */
const tickMs = 100

/** Changed so lately that the next edit may look the same. */
export function isFresh({mtimeMs, ctimeMs}: Stats): boolean {
  // A time of change in the future, from another machine's clock, is no fresh one.
  return [mtimeMs, ctimeMs].some((at) => Math.abs(Date.now() - at) < tickMs)
}
