/** Compares dotted versions by their leading numbers: 4.1.1, 6.18.44-amd64. */
export function atLeast(version: string, wanted: string): boolean {
  const numbers = (text: string) => text.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0)
  const [have, want] = [numbers(version), numbers(wanted)]
  for (let at = 0; at < want.length; at++) {
    const difference = (have[at] ?? 0) - (want[at] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}
