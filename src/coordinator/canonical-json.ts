/**
 * JSON with sorted keys and no spaces, so that equal values give equal bytes (the order of RFC 8785: UTF-16 code units).
 * What JSON cannot hold goes the way of JSON.stringify: undefined members vanish, NaN becomes null, a bigint throws.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(JSON.parse(JSON.stringify(value))))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const byKey = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  // No prototype, so that a member called __proto__ stays a member.
  const made: Record<string, unknown> = Object.create(null)
  for (const [key, member] of byKey) made[key] = sorted(member)
  return made
}
