/** One version of a file as the master had it. */
export interface FileVersion {
  /** Unix seconds; 0 unknown. */
  timestamp: number
  /** Bytes; 0 unknown. */
  size: number
  md5: string
  sha1: string
  sha256: string
  sha512: string
}

export interface DirectoryFiles {
  directory: string
  /** Versions: the current one first, then the alternates. */
  files: {name: string; versions: FileVersion[]}[]
}

/** The hosts of one directory; hosts and URLs by number. */
export interface CacheDirectory {
  directory: string
  subpath: string
  /** Public hosts. */
  global: number[]
  byCountry: {country: string; hosts: number[]}[]
  /** All hosts, private ones too, with the base URLs that they serve it by. */
  byHost: {host: number; urls: number[]}[]
}

/**
 * The content of MirrorManager's cache: the one model that the protobuf file and the folder of YAML files are both read into.
 * Directories are many and are read once.
 */
export interface MirrorCache {
  /** Unix seconds when the data were made. */
  time: number
  netblockCountries: [prefix: string, country: string][]
  urls: Map<number, string>
  files: () => Iterable<DirectoryFiles>
  disabledRepositories: string[]
  continentRedirects: [country: string, continent: string][]
  repositoryRedirects: [from: string, to: string][]
  /** `repo+arch` to directory. */
  repositories: [key: string, directory: string][]
  hostAsns: [asn: number, hosts: number[]][]
  hostCountries: Map<number, string>
  /** Mbit/s. */
  hostBandwidths: Map<number, number>
  hostAllowedCountries: Map<number, string[]>
  hostNetblocks: [prefix: string, hosts: number[]][]
  directories: () => Iterable<CacheDirectory>
  /** Not in MirrorManager's file: what people call the host. */
  hostNames?: Map<number, string>
  /** Not in MirrorManager's file: 1 IPv4, 2 IPv6, 3 both; absent: unknown. */
  hostFamilies?: Map<number, number>
  /** Not in MirrorManager's file: why a host that exists is not listed for a directory ('' stands for all of them). */
  exclusions?: {host: number; directory: string; reason: string}[]
}
