import type {CacheDirectory, MirrorCache} from '../cache/mirror-cache.ts'
import {continents} from '../geoip/continents.ts'
import {parsePrefix} from '../net/prefix.ts'
import {TrieBuilder} from '../net/prefix-trie.ts'
import {cleanBaseUrl, cleanPath, protocols} from '../net/mirror-url.ts'
import {ListTable, Numbers, TextTable} from './interner.ts'
import {noContinent, none, privateBit, type Sections} from './layout.ts'
import {readNetblocks} from './netblocks-file.ts'
import {plural} from '@ops/core/text'

export interface CompileInput {
  cache: MirrorCache
  /** `global_netblocks.txt`. */
  netblocks?: {text: string; file: string}
}

export interface Compiled {
  sections: Sections
  /** What was left out, one sentence each. */
  warnings: string[]
}

/** MirrorManager clamps to 1–10,000 where it writes the cache; a hand-made one may hold anything. */
const maxMbits = 100_000
const defaultMbits = 100

/** Turns the data of a mirror network into the arrays that answer requests. */
export function compile({cache, netblocks}: CompileInput): Compiled {
  const lists = new ListTable()
  const countries = compileCountries(cache)
  const urls = compileUrls(cache)
  const hosts = compileHosts(cache, countries.table, lists)
  const mounts = new MountTable(urls, hosts, lists)
  const directories = compileDirectories(cache, {countries: countries.table, hosts, mounts, lists})
  const repositories = compileRepositories(cache, directories.table)
  const networks = compileNetworks(cache, {hosts, lists, countries: countries.table, netblocks})
  const sections: Sections = {
    ...hosts.sections,
    ...urls.sections,
    ...mounts.finish(),
    ...directories.sections,
    ...compileFiles(cache, directories.table),
    ...repositories.sections,
    ...networks.sections,
    ...compileExclusions(cache, hosts, directories.table),
    ...countries.finish(),
    ...lists.finish(),
  }
  return {sections, warnings: [...urls.warnings, ...repositories.warnings, ...networks.warnings]}
}

/** Country 0 is "unknown". */
function compileCountries(cache: MirrorCache) {
  const table = new TextTable()
  table.add('N/A')
  for (const country of continents.keys()) table.add(country)
  const redirects = new Map(cache.continentRedirects.map(([country, continent]) => [country.toUpperCase(), continent.toUpperCase()]))
  return {
    table,
    finish: (): Pick<Sections, 'countryNames' | 'countryContinent'> => {
      const names = new TextTable()
      const countryContinent = Uint8Array.from(table.texts, (country) => {
        const continent = redirects.get(country) ?? continents.get(country)
        return continent === undefined ? noContinent : names.add(continent)
      })
      return {countryNames: table.texts, countryContinent}
    },
  }
}

type Urls = ReturnType<typeof compileUrls>

function compileUrls(cache: MirrorCache) {
  const warnings: string[] = []
  const urlBases = new TextTable()
  const protocolOf: number[] = []
  const byId = new Map<number, number>()
  const dropped = {ftp: 0, others: 0, example: ''}
  for (const [id, text] of cache.urls) {
    const clean = cleanBaseUrl(text)
    if (clean === undefined) {
      if (/^ftp:/i.test(text)) dropped.ftp++
      else if (dropped.others++ === 0) dropped.example = cleanPath(text).slice(0, 80)
      continue
    }
    const url = urlBases.add(clean.url)
    protocolOf[url] = protocols[clean.protocol]
    byId.set(id, url)
  }
  if (dropped.ftp > 0) warnings.push(`${dropped.ftp} URLs are left out: ftp is never listed.`)
  if (dropped.others > 0) warnings.push(`${dropped.others} URLs are left out: clients cannot use them, e.g. ${dropped.example}`)
  const sections: Pick<Sections, 'urlBases' | 'urlProtocol'> = {urlBases: urlBases.texts, urlProtocol: Uint8Array.from(protocolOf)}
  return {byId, protocolOf, sections, warnings}
}

type Hosts = ReturnType<typeof compileHosts>

function compileHosts(cache: MirrorCache, countries: TextTable, lists: ListTable) {
  const ids = new Set<number>(cache.hostCountries.keys())
  for (const id of cache.hostBandwidths.keys()) ids.add(id)
  for (const {byHost, global} of cache.directories()) {
    for (const {host} of byHost) ids.add(host)
    for (const host of global) ids.add(host)
  }
  const order = [...ids].sort((a, b) => a - b)
  const allowed = (id: number) => {
    const only = cache.hostAllowedCountries.get(id)?.map((country) => countries.add(country.toUpperCase()))
    return only === undefined || only.length === 0 ? none : lists.add(only.sort((a, b) => a - b))
  }
  const weight = (id: number) => Math.min(Math.max(Math.round(cache.hostBandwidths.get(id) ?? defaultMbits), 1), maxMbits)
  const sections: Pick<Sections, 'hostIds' | 'hostNames' | 'hostCountry' | 'hostWeight' | 'hostAllowed' | 'hostFamilies'> = {
    hostIds: Float64Array.from(order),
    hostNames: order.map((id) => cache.hostNames?.get(id) ?? ''),
    hostCountry: Uint16Array.from(order, (id) => countries.add(cache.hostCountries.get(id)?.toUpperCase() || 'N/A')),
    hostWeight: Float64Array.from(order, weight),
    hostAllowed: Uint32Array.from(order, allowed),
    hostFamilies: Uint8Array.from(order, (id) => cache.hostFamilies?.get(id) ?? 0),
  }
  return {byId: new Map(order.map((id, host) => [id, host])), sections}
}

/** Numbers each distinct pair of a host and its URLs for a directory. */
class MountTable {
  readonly #urls: Urls
  readonly #hosts: Hosts
  readonly #lists: ListTable
  readonly #byKey = new Map<string, number>()
  readonly #mountHost = new Numbers()
  readonly #mountUrls = new Numbers()

  constructor(urls: Urls, hosts: Hosts, lists: ListTable) {
    this.#urls = urls
    this.#hosts = hosts
    this.#lists = lists
  }

  /** Undefined when the host has no URL that may be listed. */
  add(hostId: number, urlIds: readonly number[]): number | undefined {
    const host = this.#hosts.byId.get(hostId)
    const key = `${hostId}:${urlIds.join()}`
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const urls = [...new Set(urlIds.flatMap((id) => this.#urls.byId.get(id) ?? []))]
    if (host === undefined || urls.length === 0) return undefined
    const rank = (url: number) => this.#urls.protocolOf[url] ?? 0
    const made = this.#mountHost.length
    this.#byKey.set(key, made)
    this.#mountHost.push(host)
    this.#mountUrls.push(this.#lists.add(urls.sort((a, b) => rank(a) - rank(b))))
    return made
  }

  finish(): Pick<Sections, 'mountHost' | 'mountUrls'> {
    return {mountHost: this.#mountHost.finish(), mountUrls: this.#mountUrls.finish()}
  }
}

interface DirectoryParts {
  countries: TextTable
  hosts: Hosts
  mounts: MountTable
  lists: ListTable
}

function compileDirectories(cache: MirrorCache, parts: DirectoryParts) {
  const table = new TextTable()
  const directorySubpath: string[] = []
  const shapeOf = new Numbers()
  const shapes = new Map<string, number>()
  const [shapeCarriers, shapeGlobal, shapeCountries] = [new Numbers(), new Numbers(), new Numbers()]
  for (const directory of cache.directories()) {
    if (table.get(directory.directory) !== undefined) continue
    table.add(directory.directory)
    directorySubpath.push(cleanPath(directory.subpath))
    const {carriers, global, countries} = shapeLists(directory, parts)
    const key = `${carriers},${global},${countries}`
    let shape = shapes.get(key)
    if (shape === undefined) {
      shape = shapes.size
      shapes.set(key, shape)
      shapeCarriers.push(carriers)
      shapeGlobal.push(global)
      shapeCountries.push(countries)
    }
    shapeOf.push(shape)
  }
  const sections: Pick<
    Sections,
    'directoryNames' | 'directorySubpath' | 'directoryShape' | 'shapeCarriers' | 'shapeGlobal' | 'shapeCountries'
  > = {
    directoryNames: table.texts,
    directorySubpath,
    directoryShape: shapeOf.finish(),
    shapeCarriers: shapeCarriers.finish(),
    shapeGlobal: shapeGlobal.finish(),
    shapeCountries: shapeCountries.finish(),
  }
  return {table, sections}
}

function shapeLists(directory: CacheDirectory, {countries, mounts, lists}: DirectoryParts) {
  const open = new Set(directory.global)
  const mountOf = new Map<number, number>()
  for (const {host, urls} of directory.byHost) {
    const mount = mounts.add(host, urls)
    if (mount !== undefined) mountOf.set(host, open.has(host) ? mount : (mount | privateBit) >>> 0)
  }
  const toMounts = (hosts: Iterable<number>) => [...new Set(hosts)].flatMap((host) => mountOf.get(host) ?? []).sort((a, b) => a - b)
  const byCountry = directory.byCountry
    .map(({country, hosts}) => [countries.add(country.toUpperCase()), lists.add(toMounts(hosts))])
    .sort(([a = 0], [b = 0]) => a - b)
  return {
    carriers: lists.add(toMounts(mountOf.keys())),
    global: lists.add(toMounts(open)),
    countries: lists.add(byCountry.flat()),
  }
}

function compileFiles(
  cache: MirrorCache,
  directories: TextTable,
): Pick<Sections, 'directoryFiles' | 'fileNames' | 'fileVersions' | 'versionTime' | 'versionSize' | 'versionHashes'> {
  const byDirectory = new Map<number, {name: string; versions: number[]}[]>()
  const versionTime: number[] = []
  const versionSize: number[] = []
  const versionHashes: string[] = []
  for (const {directory, files} of cache.files()) {
    const at = directories.get(directory)
    if (at === undefined) continue
    const list = byDirectory.get(at) ?? []
    byDirectory.set(at, list)
    for (const {name, versions} of files) {
      const numbers = versions.map(({timestamp, size, md5, sha1, sha256, sha512}) => {
        versionHashes.push(md5, sha1, sha256, sha512)
        versionSize.push(size)
        return versionTime.push(timestamp) - 1
      })
      if (numbers.length > 0) list.push({name, versions: numbers})
    }
  }
  const directoryFiles = new Numbers()
  const fileVersions = new Numbers()
  const fileNames: string[] = []
  for (let at = 0; at < directories.texts.length; at++) {
    directoryFiles.push(fileNames.length)
    for (const {name, versions} of byDirectory.get(at) ?? []) {
      fileNames.push(name)
      // First and count: versions of one file were numbered in a row.
      fileVersions.push(versions[0] ?? 0)
      fileVersions.push(versions.length)
    }
  }
  directoryFiles.push(fileNames.length)
  return {
    directoryFiles: directoryFiles.finish(),
    fileNames,
    fileVersions: fileVersions.finish(),
    versionTime: Float64Array.from(versionTime),
    versionSize: Float64Array.from(versionSize),
    versionHashes,
  }
}

function compileRepositories(
  cache: MirrorCache,
  directories: TextTable,
): {
  sections: Pick<Sections, 'repositoryKeys' | 'repositoryDirectory' | 'repositoryMetadata' | 'redirectFrom' | 'redirectTo' | 'disabled'>
  warnings: string[]
} {
  const sorted = [...new Map(cache.repositories)].sort(([a], [b]) => (a < b ? -1 : 1))
  const holes = sorted.filter(([, directory]) => directories.get(directory) === undefined)
  const warnings =
    holes.length === 0
      ? []
      : [`${plural(holes.length, 'repository has', 'repositories have')} no directory, e.g. ${holes[0]?.[0]} (${holes[0]?.[1]}).`]
  const metadata = (directory: string) => (directory.endsWith('/repodata') ? directory : `${directory}/repodata`)
  const sections = {
    repositoryKeys: sorted.map(([key]) => key),
    repositoryDirectory: Uint32Array.from(sorted, ([, directory]) => directories.get(directory) ?? none),
    repositoryMetadata: Uint32Array.from(sorted, ([, directory]) => directories.get(metadata(directory)) ?? none),
    redirectFrom: cache.repositoryRedirects.map(([from]) => from),
    redirectTo: cache.repositoryRedirects.map(([, to]) => to),
    disabled: cache.disabledRepositories,
  }
  return {sections, warnings}
}

interface NetworkParts {
  hosts: Hosts
  lists: ListTable
  countries: TextTable
  netblocks: CompileInput['netblocks']
}

function compileNetworks(
  cache: MirrorCache,
  {hosts, lists, countries, netblocks}: NetworkParts,
): {
  sections: Pick<Sections, 'netblocks' | 'netblockHosts' | 'netblockCountries' | 'asnPrefixes' | 'asnNumber' | 'asnHosts'>
  warnings: string[]
} {
  const warnings: string[] = []
  const hostList = (ids: Iterable<number>) => lists.add([...new Set(ids)].flatMap((id) => hosts.byId.get(id) ?? []).sort((a, b) => a - b))
  const prefixOf = (text: string, what: string) => {
    const prefix = parsePrefix(text)
    if (prefix === undefined) warnings.push(`The ${what} "${text.slice(0, 60)}" is left out: it is not a network.`)
    return prefix
  }
  const blocks = new TrieBuilder()
  const blockHosts: number[][] = []
  for (const [text, ids] of cache.hostNetblocks) {
    const prefix = prefixOf(text, 'netblock')
    if (prefix === undefined) continue
    const known = blocks.get(prefix)
    if (known >= 0) blockHosts[known]?.push(...ids)
    else blocks.set(prefix, blockHosts.push([...ids]) - 1)
  }
  const countryBlocks = new TrieBuilder()
  for (const [text, country] of cache.netblockCountries) {
    const prefix = prefixOf(text, 'netblock of a country')
    if (prefix !== undefined) countryBlocks.set(prefix, countries.add(country.toUpperCase()))
  }
  const wanted = new Map(cache.hostAsns.filter(([, ids]) => ids.length > 0).map(([asn], at) => [asn, at]))
  const asnHosts = new Map(cache.hostAsns)
  const asns = netblocks === undefined ? undefined : readNetblocks(netblocks.text, netblocks.file, wanted)
  if (asns !== undefined && asns.ignored > 0)
    warnings.push(`${asns.ignored} lines of ${netblocks?.file} are left out: they are not "PREFIX ASN".`)
  const sections = {
    netblocks: blocks.finish(),
    netblockHosts: Uint32Array.from(blockHosts, hostList),
    netblockCountries: countryBlocks.finish(),
    asnPrefixes: asns?.trie ?? new TrieBuilder().finish(),
    asnNumber: Float64Array.from(wanted.keys()),
    asnHosts: Uint32Array.from(wanted.keys(), (asn) => hostList(asnHosts.get(asn) ?? [])),
  }
  return {sections, warnings}
}

function compileExclusions(
  cache: MirrorCache,
  hosts: Hosts,
  directories: TextTable,
): Pick<Sections, 'excludedHost' | 'excludedDirectory' | 'excludedReason'> {
  const known = (cache.exclusions ?? []).flatMap(({host, directory, reason}) => {
    const at = hosts.byId.get(host)
    return at === undefined ? [] : [{host: at, directory: directory === '' ? none : (directories.get(directory) ?? none), reason}]
  })
  return {
    excludedHost: Uint32Array.from(known, ({host}) => host),
    excludedDirectory: Uint32Array.from(known, ({directory}) => directory),
    excludedReason: known.map(({reason}) => reason),
  }
}
