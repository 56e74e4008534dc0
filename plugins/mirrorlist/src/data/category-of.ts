import type {ServiceData} from './schema.ts'

export function isWithin(directory: string, top: string): boolean {
  return directory === top || directory.startsWith(`${top}/`)
}

/** The category of a directory: the longest one that holds it, as one may lie within another. */
export function categoryOf(directory: string, categories: ServiceData['categories']): string | undefined {
  return Object.entries(categories)
    .filter(([, category]) => isWithin(directory, category.directory))
    .sort(([, a], [, b]) => b.directory.length - a.directory.length)[0]?.[0]
}
