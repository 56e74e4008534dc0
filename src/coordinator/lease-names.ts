/** Sorted and without repeats: every engine takes them in this order, so two requests can never wait for each other. */
export function leaseNames(names: readonly string[]): string[] {
  const sorted = [...new Set(names)].sort()
  if (sorted.length === 0 || sorted.includes('')) throw new Error('A lease needs names, none of them empty.')
  return sorted
}
