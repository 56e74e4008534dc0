/** The names behind the numbers that are counted; they change with each snapshot. */
export interface CountedNames {
  /** `repo+arch`. */
  repositories: readonly string[]
  countries: readonly string[]
}

/** What of a request is counted. */
export interface CountedRequest {
  /** Position in `CountedNames.repositories`; -1: a path was asked for. */
  repository: number
  /** Bits asked for by `protocol=`, 0 without. */
  requestedProtocols: number
  /** `countme=`, 1 to 4; 0 without. */
  countme: number
}

/** What of a client is counted. */
export interface CountedClient {
  /** Position in `CountedNames.countries`. */
  country: number
  /** 4, 6, or 0 when unknown. */
  family: number
}

/**
 * Counts accesses. Called for each request with objects that exist already, so an implementation must neither allocate nor
 * wait: it adds to arrays.
 */
export interface AccessCounter {
  /** Called before the first request, and before the first one that a newer snapshot answers. */
  use(names: CountedNames): void
  /** `tier`: position in `tierNames` of the best mirror, -1 without any. `program`: position in `clientPrograms`. */
  count(request: CountedRequest, client: CountedClient, tier: number, program: number): void
}

export const noCounter: AccessCounter = {use() {}, count() {}}
