/** `*` stands for any run of characters, `?` for one; every other character for itself. */
function wildcard(pattern: string): (name: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const regexp = new RegExp(`^${source}$`, 's')
  return (name) => regexp.test(name)
}

export function matchesAny(patterns: readonly string[]): (names: readonly string[]) => boolean {
  const tests = patterns.map(wildcard)
  return (names) => names.some((name) => tests.some((test) => test(name)))
}
