/** Finds the country of a client. */
export interface CountryLookup {
  /** ISO 3166-1 alpha-2, undefined when the database does not know. Never throws. */
  country(address: string): string | undefined
  /** For people: which file, how old. */
  readonly description: string
}

export const noCountries: CountryLookup = {country: () => undefined, description: 'none'}
