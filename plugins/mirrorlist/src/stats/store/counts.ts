import {type Category, categoryNames, maxNameLength, maxNames, otherName} from './categories.ts'

/** Requests by name, in each category: plain objects, as they go between processes. */
export type Counts = {[C in Category]?: Record<string, number>}

/** Adds counts up, within bounds. */
export class CountSum {
  readonly #names = new Map<Category, Map<string, number>>()

  get isEmpty(): boolean {
    return this.#names.size === 0
  }

  add(counts: Counts): void {
    for (const category of categoryNames)
      for (const [name, requests] of Object.entries(counts[category] ?? {})) this.addOne(category, name, requests)
  }

  addOne(category: Category, name: string, requests: number): void {
    const names = this.#names.get(category) ?? new Map<string, number>()
    this.#names.set(category, names)
    const fitting = names.has(name) || (names.size < maxNames && name.length <= maxNameLength) ? name : otherName
    names.set(fitting, (names.get(fitting) ?? 0) + requests)
  }

  /** Each category with its names. */
  get names(): ReadonlyMap<Category, ReadonlyMap<string, number>> {
    return this.#names
  }
}
