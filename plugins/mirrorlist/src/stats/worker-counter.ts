import type {AccessCounter, CountedClient, CountedNames, CountedRequest} from '../count/access-counter.ts'
import {clientPrograms} from '../count/client-program.ts'
import {protocols} from '../net/mirror-url.ts'
import {tierNames} from '../select/plan.ts'
import {byPath} from './store/categories.ts'
import type {Counts} from './store/counts.ts'

/** Names of the bits that `protocol=` gave; 0: the client left it to us. */
const protocolNames = Array.from({length: 8}, (_, bits) =>
  bits === 0
    ? 'any'
    : Object.entries(protocols)
        .filter(([, bit]) => (bits & bit) !== 0)
        .map(([name]) => name)
        .join('+'),
)
const tierLabels = ['none', ...tierNames]
const familyLabels = ['unknown', 'IPv4', 'IPv6']
/** What `countme=` means to DNF: https://dnf.readthedocs.io/en/latest/conf_ref.html, "countme". */
const countmeLabels = ['not counted', 'first week', 'first month', 'first half year', 'older']

/** Counts in one process: additions to arrays, no name is touched before they are taken. */
export class WorkerCounter implements AccessCounter {
  /** Counts under the names of snapshots before. */
  #before: Counts[] = []
  #names: CountedNames = {repositories: [], countries: []}
  /** The last one is what was asked for by path. */
  #repositories = new Uint32Array(1)
  #countries = new Uint32Array(0)
  readonly #tiers = new Uint32Array(tierLabels.length)
  readonly #protocols = new Uint32Array(protocolNames.length)
  readonly #clients = new Uint32Array(clientPrograms.length)
  readonly #families = new Uint32Array(familyLabels.length)
  readonly #countme = new Uint32Array(countmeLabels.length)
  #any = false

  use(names: CountedNames): void {
    if (this.#any) this.#before.push(this.#collect())
    this.#names = names
    this.#repositories = new Uint32Array(names.repositories.length + 1)
    this.#countries = new Uint32Array(names.countries.length)
  }

  count({repository, requestedProtocols, countme}: CountedRequest, {country, family}: CountedClient, tier: number, program: number): void {
    this.#any = true
    add(this.#repositories, repository < 0 ? this.#repositories.length - 1 : repository)
    add(this.#countries, country)
    add(this.#tiers, tier + 1)
    add(this.#protocols, requestedProtocols)
    add(this.#clients, program)
    add(this.#families, family === 4 ? 1 : family === 6 ? 2 : 0)
    add(this.#countme, countme)
  }

  /** What was counted since the last time; empty when nothing was. */
  take(): Counts[] {
    const all = this.#any ? [...this.#before, this.#collect()] : this.#before
    this.#before = []
    return all
  }

  #collect(): Counts {
    this.#any = false
    const {repositories: keys, countries: countryNames} = this.#names
    const repositories: Record<string, number> = {}
    const archs: Record<string, number> = {}
    for (let at = 0; at < this.#repositories.length; at++) {
      const requests = this.#repositories[at] as number
      if (requests === 0) continue
      // `repo+arch`, and names of repositories may hold a plus.
      const key = keys[at] ?? `${byPath}+${byPath}`
      const plus = key.lastIndexOf('+')
      const [repository, arch] = [key.slice(0, plus), key.slice(plus + 1)]
      repositories[repository] = (repositories[repository] ?? 0) + requests
      archs[arch] = (archs[arch] ?? 0) + requests
    }
    this.#repositories.fill(0)
    return {
      repositories,
      archs,
      countries: named(this.#countries, countryNames),
      tiers: named(this.#tiers, tierLabels),
      protocols: named(this.#protocols, protocolNames),
      clients: named(this.#clients, clientPrograms),
      families: named(this.#families, familyLabels),
      countme: named(this.#countme, countmeLabels),
    }
  }
}

function add(counts: Uint32Array, at: number): void {
  if (at < counts.length) counts[at] = (counts[at] as number) + 1
}

/** Reads and empties an array of counts. */
function named(counts: Uint32Array, names: readonly string[]): Record<string, number> {
  const record: Record<string, number> = {}
  for (let at = 0; at < counts.length; at++) if (counts[at] !== 0) record[names[at] ?? ''] = counts[at] as number
  counts.fill(0)
  return record
}
