import type {FileVersion, MirrorCache} from '../../src/cache/mirror-cache.ts'

export interface TestHost {
  id: number
  country: string
  urls: string[]
  bandwidth?: number
  private?: boolean
  allowed?: string[]
  netblocks?: string[]
  asns?: number[]
  family?: number
  /** Directories that it lacks. */
  lacks?: string[]
}

export interface TestNetwork extends Partial<MirrorCache> {
  hosts: TestHost[]
}

export const version = (digit: string, timestamp = 1_700_000_000): FileVersion => ({
  timestamp,
  size: 3000,
  md5: digit.repeat(32),
  sha1: digit.repeat(40),
  sha256: digit.repeat(64),
  sha512: digit.repeat(128),
})

export const os = 'pub/fedora/releases/42/os'
export const repodata = `${os}/repodata`

/** A cache with one repository, `fedora-42` for x86_64, carried by the hosts given. */
export function network({hosts, ...overrides}: TestNetwork): MirrorCache {
  const urls = new Map<number, string>()
  const urlIds = new Map(hosts.map((host) => [host.id, host.urls.map((url) => urls.set(urls.size + 1, url).size)]))
  const grouped = (keys: (host: TestHost) => readonly (string | number)[]) => {
    const groups = new Map<string, number[]>()
    for (const host of hosts) for (const key of keys(host)) groups.set(String(key), [...(groups.get(String(key)) ?? []), host.id])
    return groups
  }
  const directories = [os, repodata]
  return {
    time: 1_700_000_100,
    netblockCountries: [],
    urls,
    files: () => [{directory: repodata, files: [{name: 'repomd.xml', versions: [version('a'), version('b', 1_699_999_000)]}]}],
    disabledRepositories: [],
    continentRedirects: [],
    repositoryRedirects: [],
    repositories: [['fedora-42+x86_64', os]],
    hostAsns: [...grouped(({asns = []}) => asns)].map(([asn, ids]) => [Number(asn), ids]),
    hostCountries: new Map(hosts.map(({id, country}) => [id, country])),
    hostBandwidths: new Map(hosts.map(({id, bandwidth = 100}) => [id, bandwidth])),
    hostAllowedCountries: new Map(hosts.flatMap(({id, allowed}) => (allowed === undefined ? [] : [[id, allowed]]))),
    hostNetblocks: [...grouped(({netblocks = []}) => netblocks)],
    hostFamilies: new Map(hosts.flatMap(({id, family}) => (family === undefined ? [] : [[id, family]]))),
    directories: () =>
      directories.map((directory) => {
        const here = hosts.filter(({lacks = []}) => !lacks.includes(directory))
        const open = here.filter((host) => host.private !== true)
        return {
          directory,
          subpath: directory.slice('pub/fedora/'.length),
          global: open.map(({id}) => id),
          byCountry: [...Map.groupBy(open, ({country}) => country)].map(([country, list]) => ({country, hosts: list.map(({id}) => id)})),
          byHost: here.map(({id}) => ({host: id, urls: urlIds.get(id) ?? []})),
        }
      }),
    ...overrides,
  }
}

/** `count` public hosts in each country, named m<id>.<country>.test, with https and http. */
export function publicHosts(counts: Record<string, number>, firstId = 1): TestHost[] {
  const countries = Object.entries(counts).flatMap(([country, count]) => Array.from({length: count}, () => country))
  return countries.map((country, at) => {
    const name = `m${firstId + at}.${country.toLowerCase()}.test`
    return {id: firstId + at, country, urls: [`http://${name}/fedora`, `https://${name}/fedora`]}
  })
}
