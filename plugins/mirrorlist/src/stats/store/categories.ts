/** What accesses are counted by; the first three have MirrorManager's names. */
export const categories = {
  countries: 'Country',
  archs: 'Architecture',
  repositories: 'Repository',
  protocols: 'Protocol',
  tiers: 'Nearest tier',
  clients: 'Client program',
  families: 'IP version',
  countme: 'Installed for',
} as const

export type Category = keyof typeof categories

export const categoryNames = Object.keys(categories) as Category[]

export function isCategory(text: string): text is Category {
  return Object.hasOwn(categories, text)
}

/** In repositories and archs: what was asked for by `path=`. */
export const byPath = '(path)'
/** Everything beyond the names that a day may have. */
export const otherName = '(other)'
/** Names of one category in one day: far more than a network has, and a bound for whatever a log brings. */
export const maxNames = 2000
/** Characters of a name. */
export const maxNameLength = 128
