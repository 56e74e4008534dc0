/** The rules of a mirror's robots.txt for this crawler (RFC 9309). */
export interface Robots {
  allows(path: string): boolean
  /** Milliseconds between requests that it asks for. */
  delayMs: number | undefined
}

interface Rule {
  allow: boolean
  path: string
}

/** The product token of our User-Agent, as robots.txt names it. */
export const robotName = 'ops-mirrorlist'
/** Longer delays are taken for a mistake. */
const maxDelayMs = 60_000
const maxBytes = 512 << 10

/**
 * Reads the group for our own name only. The group for `*` is for robots that came by themselves, and many mirrors shut those
 * out; a mirror in the list asked to be checked.
 */
export function parseRobots(text: string): Robots {
  const rules: Rule[] = []
  let ours = false
  let inRules = true
  let delayMs: number | undefined
  for (const line of text.slice(0, maxBytes).split(/\r\n|\r|\n/)) {
    // Not by a pattern that also trims: on a long line of blanks it would take quadratic time.
    const [said = ''] = line.split('#', 1)
    const colon = said.indexOf(':')
    if (colon < 0) continue
    const field = said.slice(0, colon).trim().toLowerCase()
    const value = said.slice(colon + 1).trim()
    if (field === 'user-agent') {
      // Several names in a row head one group.
      if (inRules) ours = false
      inRules = false
      ours ||= value.toLowerCase() === robotName
      continue
    }
    inRules = true
    if (!ours) continue
    if ((field === 'allow' || field === 'disallow') && value !== '') rules.push({allow: field === 'allow', path: value})
    if (field === 'crawl-delay' && /^\d+(\.\d+)?$/.test(value)) delayMs = Math.min(Number(value) * 1000, maxDelayMs)
  }
  return {
    delayMs,
    allows(path) {
      const [best] = rules
        .filter((rule) => matches(rule.path, path))
        // The longest match decides, and a tie allows (RFC 9309, 2.2.2).
        .sort((a, b) => b.path.length - a.path.length || Number(b.allow) - Number(a.allow))
      return best?.allow ?? true
    },
  }
}

/** `*` is any text, a `$` at the end the end. Without backtracking, as the pattern is not trusted. */
function matches(pattern: string, path: string): boolean {
  const anchored = pattern.endsWith('$')
  const parts = (anchored ? pattern.slice(0, -1) : pattern).split('*')
  const [first = '', ...rest] = parts
  if (!path.startsWith(first)) return false
  let at = first.length
  for (const part of rest) {
    const found = path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  if (!anchored) return true
  const last = parts.at(-1) ?? ''
  return rest.length === 0 ? path === first : path.endsWith(last) && path.length - last.length >= at - last.length
}
