/**
 * Codes of earlier releases and their present names. Journals keep what was written; `ops runs` shows the present
 * codes. Never remove a row: journals live for years.
 */
export const renamedCodes: Readonly<Record<string, string>> = {}

/** Today's name of a code. */
export function currentCode(code: string): string {
  return Object.hasOwn(renamedCodes, code) ? (renamedCodes[code] ?? code) : code
}

/** A value of the journal with today's code in every error and finding (an object with `code` and `message`) inside it. */
export function withCurrentCodes<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withCurrentCodes) as T
  if (value === null || typeof value !== 'object') return value
  const renewed = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withCurrentCodes(member)]))
  if (typeof renewed['code'] === 'string' && typeof renewed['message'] === 'string') renewed['code'] = currentCode(renewed['code'])
  return renewed as T
}
