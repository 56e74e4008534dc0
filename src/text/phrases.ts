/** The last line that is not empty, trimmed, without its full stop; '' when there is none. Programs print their reason last. */
export function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return withoutStop(lines.findLast((line) => line !== '') ?? '')
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

/** Message of any thrown value, without its full stop. */
export function errorMessage(thrown: unknown): string {
  return withoutStop(thrown instanceof Error ? thrown.message : String(thrown))
}

/** `1 host`, `3 hosts`, `2 directories` (with `many`). */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
