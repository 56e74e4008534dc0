/**
 * The sections of a snapshot. All data that a request needs lie in these arrays, so loading one is reading a file and
 * making views on it. Hosts, URLs, countries and so on are numbers from 0; lists of numbers are interned: `listStart` and
 * `listItems` hold each distinct list once, because thousands of directories share their few hundred carriers.
 */
export const layout = {
  listStart: 'u32',
  listItems: 'u32',

  countryNames: 'text',
  /** Continent of each country; noContinent for those that no table knows. */
  countryContinent: 'u8',

  urlBases: 'text',
  /** A bit of `protocols`. */
  urlProtocol: 'u8',

  hostIds: 'f64',
  hostNames: 'text',
  hostCountry: 'u16',
  /** Mbit/s, a whole number from 1. */
  hostWeight: 'f64',
  /** List of countries whose clients may have it; `none`: all clients. */
  hostAllowed: 'u32',
  /** 1 IPv4, 2 IPv6, 3 both, 0 unknown. */
  hostFamilies: 'u8',

  /** A mount is a host with the URLs by which it serves a directory, https first. */
  mountHost: 'u32',
  mountUrls: 'u32',

  /** A shape is the set of mirrors of a directory: lists of mounts, and of [country, list] pairs. */
  shapeCarriers: 'u32',
  shapeGlobal: 'u32',
  shapeCountries: 'u32',

  directoryNames: 'text',
  directorySubpath: 'text',
  directoryShape: 'u32',
  /** Files of directory d are fileNames[directoryFiles[d]] up to directoryFiles[d + 1]. */
  directoryFiles: 'u32',
  fileNames: 'text',
  fileVersions: 'u32',
  versionTime: 'f64',
  versionSize: 'f64',
  /** Four per version: md5, sha1, sha256, sha512; empty when unknown. */
  versionHashes: 'text',

  repositoryKeys: 'text',
  /** Directory; `none`: the cache does not hold it. */
  repositoryDirectory: 'u32',
  repositoryMetadata: 'u32',
  redirectFrom: 'text',
  redirectTo: 'text',
  disabled: 'text',

  netblocks: 'i32',
  /** Value of `netblocks` to a list of hosts. */
  netblockHosts: 'u32',
  netblockCountries: 'i32',
  asnPrefixes: 'i32',
  /** Value of `asnPrefixes` to the number of the autonomous system and a list of hosts. */
  asnNumber: 'f64',
  asnHosts: 'u32',

  /** Why a host is not listed: host, directory (`none`: any), sentence. */
  excludedHost: 'u32',
  excludedDirectory: 'u32',
  excludedReason: 'text',
} as const

export type SectionName = keyof typeof layout
type TypeOf<N extends SectionName> = (typeof layout)[N]

export interface Arrays {
  u8: Uint8Array
  u16: Uint16Array
  u32: Uint32Array
  i32: Int32Array
  f64: Float64Array
}

export type Sections = {[N in SectionName]: TypeOf<N> extends keyof Arrays ? Arrays[TypeOf<N>] : readonly string[]}

export const none = 0xffff_ffff
export const noContinent = 0xff
/** Highest bit of a mount in a list: the host is not public there. */
export const privateBit = 0x8000_0000
export const mountMask = 0x7fff_ffff
