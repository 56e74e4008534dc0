import {errorMessage} from '@ops/core/text'
import type {CountryResponse} from 'maxmind'
import {readFile} from 'node:fs/promises'
import {errors} from '../errors/inputs.ts'
import {isIpv4, newAddress, parseAddress, formatAddress} from '../net/address.ts'
import type {CountryLookup} from './country-lookup.ts'

/** GeoIP2/GeoLite2 nest the code, the files of ip-location-db are flat. */
interface CountryRecord {
  country?: {iso_code?: unknown}
  registered_country?: {iso_code?: unknown}
  country_code?: unknown
}

export interface OpenDatabase extends CountryLookup {
  /** When its maker built it, milliseconds since 1970. */
  builtAt: number
  /** Of its maker: `GeoLite2-Country`. */
  type: string
}

/** Addresses that every world-wide database knows, of both families: one that fails on them is broken inside. */
const probes = ['8.8.8.8', '193.0.6.139', '2001:4860:4860::8888']

/** Opens an mmdb file with the maxmind library; `file` is its name in messages. Throws MIRRORLIST_INPUT_MISSING or MIRRORLIST_GEOIP_BAD. */
export async function openDatabase(path: string, file = path): Promise<OpenDatabase> {
  const bytes = await readFile(path).catch((cause: Error) => {
    throw errors.MIRRORLIST_INPUT_MISSING({cause}, 'country database', file, errorMessage(cause))
  })
  const {Reader} = await import('maxmind')
  try {
    const reader = new Reader<CountryResponse>(bytes, {cache: new RecordCache()})
    // A damaged file may fail, or loop, only at the first look-up.
    for (const probe of probes)
      if (reader.metadata.ipVersion === 6 || !probe.includes(':')) codeOf(reader.get(probe) as CountryRecord | null)
    const {buildEpoch, databaseType, ipVersion} = reader.metadata
    const built = buildEpoch.toISOString().slice(0, 10)
    return {
      builtAt: buildEpoch.getTime(),
      type: databaseType,
      description: `${file} (${databaseType}, of ${built})`,
      country(address) {
        try {
          const asked = unmapped(address)
          if (ipVersion === 4 && asked.includes(':')) return undefined
          return codeOf(reader.get(asked) as CountryRecord | null)
        } catch {
          return undefined
        }
      },
    }
  } catch (cause) {
    throw errors.MIRRORLIST_GEOIP_BAD({cause}, file, errorMessage(cause))
  }
}

/** The form of an IPv4 client's address on a socket that listens on `::`. MaxMind's databases know this form, others do not. */
function unmapped(text: string): string {
  const address = newAddress()
  return text.includes(':') && parseAddress(text, address) && isIpv4(address) ? formatAddress(address) : text
}

function codeOf(record: CountryRecord | null): string | undefined {
  const code = record?.country?.iso_code ?? record?.country_code ?? record?.registered_country?.iso_code
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : undefined
}

/** Decoded records by their place in the file: a country database has some hundred, a city database would have a million. */
class RecordCache {
  readonly #records = new Map<string | number, unknown>()

  get(place: string | number): unknown {
    return this.#records.get(place)
  }

  set(place: string | number, record: unknown): void {
    if (this.#records.size >= 4096) this.#records.clear()
    this.#records.set(place, record)
  }
}
