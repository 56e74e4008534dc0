import {getSystemErrorMap} from 'node:util'

/** Characters of what a program printed that fit into a sentence. */
const longestReason = 300

/**
 * The last line that is not empty, trimmed, without its full stop, cut when it is long; '' when there is none. Programs print their
 * reason last.
 */
export function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  const last = withoutStop(lines.findLast((line) => line !== '') ?? '')
  return last.length > longestReason ? `${last.slice(0, longestReason)}…` : last
}

/** Without the full stops at its end, so that it can stand inside a sentence. */
export function withoutStop(text: string): string {
  return text.trim().replace(/(?<!\.)\.$/, '')
}

/** Ends with exactly one sentence mark, whatever it ended with. */
export function asSentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`
}

/**
 * Message of any thrown value, without its full stop. Of a system call it is what the C library says (`no such file or directory`),
 * without Node's code, call and path: the sentence around it names these. Of several attempts it is that of the last one.
 */
export function errorMessage(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return errorMessage(thrown.errors.at(-1))
  const {errno, syscall} = (thrown ?? {}) as {errno?: unknown; syscall?: unknown}
  if (typeof errno === 'number' && typeof syscall === 'string') {
    const [, text] = getSystemErrorMap().get(errno) ?? []
    if (text !== undefined) return text
  }
  return withoutStop(thrown instanceof Error ? thrown.message : String(thrown))
}

/** `1 host`, `3 hosts`, `2 directories` (with `many`). */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
