import type {MirrorCache} from '../../src/cache/mirror-cache.ts'
import {seededRandom} from '../../src/random/seeded-random.ts'

export interface Size {
  hosts: number
  urls: number
  directories: number
}

/** Fedora's mirror network in 2022: 700 hosts, 1,200 web URLs; 5,000 directories are more than it has. */
export const fedoraSize: Size = {hosts: 700, urls: 1200, directories: 5000}

const countryShares: [country: string, share: number][] = [
  ['US', 18],
  ['DE', 11],
  ['FR', 6],
  ['GB', 5],
  ['CN', 5],
  ['CA', 4],
  ['SE', 4],
  ['NL', 4],
  ['CZ', 3],
  ['RU', 3],
  ['JP', 3],
  ['BR', 3],
  ['AU', 3],
  ['IT', 2],
  ['PL', 2],
  ['AT', 2],
  ['CH', 2],
  ['DK', 2],
  ['NO', 2],
  ['FI', 2],
  ['ES', 2],
  ['PT', 1],
  ['GR', 1],
  ['RO', 1],
  ['BG', 1],
  ['HU', 1],
  ['UA', 1],
  ['BY', 1],
  ['TR', 1],
  ['TW', 2],
  ['SG', 2],
  ['ID', 1],
  ['TH', 1],
  ['VN', 1],
  ['IN', 2],
  ['KR', 2],
  ['NZ', 1],
  ['ZA', 1],
  ['KE', 1],
  ['AR', 1],
  ['CL', 1],
  ['CO', 1],
  ['EC', 1],
  ['CR', 1],
  ['MX', 1],
  ['IL', 1],
  ['SA', 1],
  ['KZ', 1],
]

/**
 * A made-up mirror network of a given size, always the same: four of seven hosts are public, most have https and http, some
 * rsync, and each directory is missing on other hosts, so that directories share little.
 */
export function syntheticCache({hosts, urls, directories}: Size): MirrorCache {
  const random = seededRandom(20221)
  const below = (count: number) => random.bits() % count
  const pool = countryShares.flatMap(([country, share]) => Array.from({length: share}, () => country))
  const countryOf = Array.from({length: hosts}, () => pool[below(pool.length)] ?? 'US')
  const bases = new Map<number, string>()
  const urlsOf: number[][] = Array.from({length: hosts}, () => [])
  for (let url = 0; url < urls; url++) {
    const host = url % hosts
    const protocol = url < hosts ? (below(3) === 0 ? 'http' : 'https') : below(4) === 0 ? 'rsync' : 'http'
    bases.set(url + 1, `${protocol}://mirror${host}.${(countryOf[host] ?? 'us').toLowerCase()}.example.org/pub/linux/distribution`)
    urlsOf[host]?.push(url + 1)
  }
  const open = Array.from({length: hosts}, (_, host) => host % 7 < 4)
  const names = Array.from(
    {length: directories / 2},
    (_, at) => `pub/linux/distribution/releases/${at % 40}/part${Math.floor(at / 40)}/x86_64/os`,
  )
  const all = names.flatMap((name) => [name, `${name}/repodata`])
  return {
    time: 1_700_000_000,
    netblockCountries: [],
    urls: bases,
    files: () =>
      all
        .filter((name) => name.endsWith('repodata'))
        .map((directory, at) => ({directory, files: [{name: 'repomd.xml', versions: [version(at), version(at + 7)]}]})),
    disabledRepositories: [],
    continentRedirects: [],
    repositoryRedirects: [],
    repositories: names.map((name, at) => [`repo-${at}+x86_64`, name]),
    hostAsns: Array.from({length: 100}, (_, at) => [64_500 + at, [at + 1]]),
    hostCountries: new Map(countryOf.map((country, host) => [host + 1, country])),
    hostBandwidths: new Map(countryOf.map((_, host) => [host + 1, [100, 1000, 1000, 10_000][below(4)] ?? 100])),
    hostAllowedCountries: new Map(),
    hostNetblocks: Array.from({length: 300}, (_, at) => [`10.${Math.floor(at / 256)}.${at % 256}.0/24`, [at + 1]]),
    directories: function* () {
      const carries = seededRandom(77)
      for (const directory of all) {
        const here = Array.from({length: hosts}, (_, host) => host).filter(() => carries.bits() % 10 !== 0)
        const byCountry = new Map<string, number[]>()
        for (const host of here) {
          if (!open[host]) continue
          const list = byCountry.get(countryOf[host] ?? 'US') ?? []
          byCountry.set(countryOf[host] ?? 'US', list)
          list.push(host + 1)
        }
        yield {
          directory,
          subpath: directory.slice('pub/linux/distribution/'.length),
          global: here.filter((host) => open[host]).map((host) => host + 1),
          byCountry: [...byCountry].map(([country, list]) => ({country, hosts: list})),
          byHost: here.map((host) => ({host: host + 1, urls: urlsOf[host] ?? []})),
        }
      }
    },
  }
}

function version(at: number) {
  const hex = (length: number) => (at * 2_654_435_761).toString(16).padStart(16, '0').repeat(8).slice(0, length)
  return {timestamp: 1_700_000_000 - at, size: 3000 + (at % 900), md5: hex(32), sha1: hex(40), sha256: hex(64), sha512: hex(128)}
}
