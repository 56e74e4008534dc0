import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {writeCache} from '../../plugins/mirrorlist/src/cache/write-cache.ts'
import {continents} from '../../plugins/mirrorlist/src/geoip/continents.ts'
import {mmdb} from '../../plugins/mirrorlist/test/support/mmdb.ts'
import {fedoraSize, syntheticCache} from '../../plugins/mirrorlist/test/support/synthetic-cache.ts'

export interface BenchData {
  cache: string
  geoip: string
  netblocks: string
}

/** Countries of the clients: 198.18.0.0/24 is the first one's, 198.18.1.0/24 the second one's, and so on. */
export const clientCountries = ['US', 'DE', 'SE', 'JP', 'BR', 'CN', 'FR', 'AU']

/** Everything that a mirrorlist server of either kind starts from; always the same bytes. MirrorManager's wants netblocks and continents too. */
export async function writeData(folder: string): Promise<BenchData> {
  await mkdir(folder, {recursive: true})
  const cache = join(folder, 'mirrorlist_cache.proto')
  const geoip = join(folder, 'countries.mmdb')
  const netblocks = join(folder, 'global_netblocks.txt')
  await writeFile(cache, writeCache(syntheticCache(fedoraSize)))
  await writeFile(geoip, mmdb(Object.fromEntries(clientCountries.map((country, at) => [`198.18.${at}.0/24`, country]))))
  await writeFile(netblocks, '203.0.113.0/24 64500\n')
  await writeFile(
    join(folder, 'country_continent.csv'),
    [...continents].map(([country, continent]) => `${country},${continent}\n`).join(''),
  )
  return {cache, geoip, netblocks}
}
