import type {CacheDirectory, MirrorCache} from '../cache/mirror-cache.ts'
import type {MirrorData} from './load-data.ts'
import {categoryOf, isWithin} from './category-of.ts'
import type {SiteData} from './schema.ts'

interface NumberedHost {
  id: number
  data: SiteData['hosts'][number]
  private: boolean
  /** Category to the numbers of its URLs. */
  urls: Map<string, number[]>
  /** Category to the reason why none of its URLs may be listed. */
  silent: Map<string, string>
}

/** Brings YAML data into the form of MirrorManager's cache; from there on both sources go the same way. */
export function dataToCache({service, sites, details, status}: MirrorData, time: number): MirrorCache {
  const urls = new UrlNumbers()
  const broken = new Map(status.broken.map(({url, reason}) => [url.replace(/\/+$/, ''), reason]))
  const hosts = sites
    .flatMap((site) => site.hosts.filter(({active}) => active).map((data) => ({data, private: site.private || data.private})))
    .sort((a, b) => (a.data.name < b.data.name ? -1 : 1))
    .map((host, at): NumberedHost => ({...host, id: at + 1, ...numberUrls(host.data, (url) => urls.add(url), broken)}))
  const byName = new Map(hosts.map((host) => [host.data.name, host]))
  const excluded = new Map(status.excluded.map(({host, directory = '', reason}) => [`${host} ${directory}`, reason]))
  const repositories = service.repositories.map(({repo, arch, directory}): [string, string] => [`${repo}+${arch}`, directory])
  const directories = new Set([
    ...repositories.flatMap(([, directory]) => [directory, `${directory}/repodata`]),
    ...service.directories,
    ...details.map(({directory}) => directory),
  ])
  const files = Map.groupBy(details, ({directory}) => directory)
  const listed = (property: (host: NumberedHost) => readonly string[]) => group(hosts, property)
  return {
    time,
    netblockCountries: Object.entries(service.countries),
    urls: urls.byNumber,
    files: () => [...files].map(([directory, list]) => ({directory, files: list.map(({file, versions}) => ({name: file, versions}))})),
    disabledRepositories: service.disabled,
    continentRedirects: Object.entries(service.continents),
    repositoryRedirects: Object.entries(service.redirects),
    repositories,
    hostAsns: [...listed(({data}) => data.asns.map(String))].map(([asn, ids]) => [Number(asn), ids]),
    hostCountries: new Map(hosts.map(({id, data}) => [id, data.country])),
    hostBandwidths: new Map(hosts.map(({id, data}) => [id, data.bandwidth])),
    hostAllowedCountries: new Map(
      hosts.filter(({data}) => data.countries_allowed.length > 0).map(({id, data}) => [id, data.countries_allowed]),
    ),
    hostNetblocks: [...listed(({data}) => data.netblocks)],
    directories: () => [...directories].map((directory) => carriersOf(directory, service.categories, hosts, excluded)),
    hostNames: new Map(hosts.map(({id, data}) => [id, data.name])),
    hostFamilies: new Map(
      Object.entries(status.families).flatMap(([name, family]) => (byName.has(name) ? [[byName.get(name)?.id ?? 0, family]] : [])),
    ),
    exclusions: [
      ...status.excluded.flatMap(({host, directory = '', reason}) => {
        const known = byName.get(host)
        return known === undefined ? [] : [{host: known.id, directory, reason}]
      }),
      ...hosts.flatMap(({id, silent}) =>
        [...(silent.size === 0 ? [] : directories)].flatMap((directory) => {
          const reason = silent.get(categoryOf(directory, service.categories) ?? '')
          return reason === undefined ? [] : [{host: id, directory, reason}]
        }),
      ),
    ],
  }
}

/** Numbers URLs in the order of their arrival, from 1. */
class UrlNumbers {
  readonly byNumber = new Map<number, string>()

  add(url: string): number {
    return this.byNumber.set(this.byNumber.size + 1, url).size
  }
}

function numberUrls(
  {content}: SiteData['hosts'][number],
  numberOf: (url: string) => number,
  broken: ReadonlyMap<string, string>,
): Pick<NumberedHost, 'urls' | 'silent'> {
  const numbers = new Map<string, number[]>()
  const silent = new Map<string, string>()
  for (const [category, {urls: all, always_up_to_date}] of Object.entries(content)) {
    const reasonOf = (url: string) => broken.get(url.replace(/\/+$/, ''))
    const whole = all.filter((url) => reasonOf(url) === undefined)
    if (whole.length === 0 && !always_up_to_date) {
      silent.set(category, reasonOf(all[0] ?? '') ?? '')
      continue
    }
    const listed = whole.length > 0 ? whole : all
    numbers.set(category, listed.map(numberOf))
  }
  return {urls: numbers, silent}
}

function group(hosts: readonly NumberedHost[], property: (host: NumberedHost) => readonly string[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const host of hosts) {
    for (const key of property(host)) {
      const list = groups.get(key) ?? []
      groups.set(key, list)
      list.push(host.id)
    }
  }
  return groups
}

function carriersOf(
  directory: string,
  categories: MirrorData['service']['categories'],
  hosts: readonly NumberedHost[],
  excluded: ReadonlyMap<string, string>,
): CacheDirectory {
  const category = categoryOf(directory, categories)
  const top = categories[category ?? '']?.directory
  if (category === undefined || top === undefined) return {directory, subpath: '', global: [], byCountry: [], byHost: []}
  const subpath = directory.slice(top.length + 1)
  const here = hosts.filter(({data, urls}) => {
    const content = data.content[category]
    if (content === undefined || !urls.has(category)) return false
    if (content.exclude.some((path) => isWithin(subpath, path))) return false
    return content.always_up_to_date || !(excluded.has(`${data.name} `) || excluded.has(`${data.name} ${directory}`))
  })
  const open = here.filter((host) => !host.private)
  return {
    directory,
    subpath,
    global: open.map(({id}) => id),
    byCountry: [...group(open, ({data}) => [data.country])].map(([country, ids]) => ({country, hosts: ids})),
    byHost: here.map(({id, urls}) => ({host: id, urls: urls.get(category) ?? []})),
  }
}
