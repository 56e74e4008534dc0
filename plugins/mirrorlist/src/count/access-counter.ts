/** What the numbers that are counted mean; they change with each snapshot. */
export interface CountedNames {
  /** `repo+arch`. */
  repositories: readonly string[]
  countries: readonly string[]
}

/**
 * Counts accesses. Called on the request path with numbers that are known there already, so an implementation must neither
 * allocate nor wait: add to an array and go.
 */
export interface AccessCounter {
  /** Before the first request, and before the first one that a newer snapshot answers. */
  use(names: CountedNames): void
  /**
   * `repository` -1: a path was asked for. `tier` is the position in `tierNames` of the best mirror, -1 without any.
   * `protocols` are the bits asked for by `protocol=`, 0 without. `family` is 4, 6, or 0 when unknown.
   * `countme` is 1 to 4, 0 without. `program` is the position in `clientPrograms`.
   */
  count(repository: number, country: number, tier: number, protocols: number, family: number, countme: number, program: number): void
}

export const noCounter: AccessCounter = {use() {}, count() {}}
