/** The names, or the first two of more than three and how many more there are. */
export function listSome(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ')
}
