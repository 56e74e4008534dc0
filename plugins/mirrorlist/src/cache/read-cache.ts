import {cacheErrors} from '../errors/cache.ts'
import type {CacheDirectory, DirectoryFiles, FileVersion, MirrorCache} from './mirror-cache.ts'
import {wire, WireError, WireReader} from './wire-reader.ts'

/** Field numbers of `message MirrorList` in MirrorManager2's mirrormanager.proto. */
export const fields = {
  time: 1,
  netblockCountry: 2,
  url: 4,
  fileDetails: 5,
  disabledRepository: 6,
  continentRedirect: 7,
  repositoryRedirect: 8,
  repoArchDirectory: 9,
  hostAsn: 10,
  hostCountry: 12,
  hostBandwidth: 13,
  hostAllowedCountry: 14,
  hostNetblock: 15,
  directory: 16,
} as const

/** Reads the bytes of `mirrorlist_cache.proto`. Throws MIRRORLIST_CACHE_BAD, which names the file, the byte and the reason. */
export function readCache(bytes: Buffer, file: string): MirrorCache {
  return guarded(file, () => {
    const builder = new CacheBuilder()
    const directories: WireReader[] = []
    const files: WireReader[] = []
    const reader = new WireReader(bytes)
    let hasTime = false
    while (reader.next()) {
      if (reader.field === fields.directory) directories.push(reader.message())
      else if (reader.field === fields.fileDetails) files.push(reader.message())
      else {
        if (reader.field === fields.time) hasTime = true
        builder.readEntry(reader)
      }
    }
    if (!hasTime) throw new WireError('the required field Time is missing', 0)
    return {
      ...builder.cache,
      directories: () => each(directories, file, readDirectory),
      files: () => each(files, file, readDirectoryFiles),
    }
  })
}

function emptyCache(): MirrorCache {
  return {
    time: 0,
    netblockCountries: [],
    urls: new Map(),
    files: () => [],
    disabledRepositories: [],
    continentRedirects: [],
    repositoryRedirects: [],
    repositories: [],
    hostAsns: [],
    hostCountries: new Map(),
    hostBandwidths: new Map(),
    hostAllowedCountries: new Map(),
    hostNetblocks: [],
    directories: () => [],
  }
}

function guarded<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof WireError) throw cacheErrors.MIRRORLIST_CACHE_BAD({cause: error}, file, error.offset, error.message)
    throw error
  }
}

function* each<T>(messages: readonly WireReader[], file: string, read: (message: WireReader) => T): Iterable<T> {
  for (const message of messages) {
    const start = message.position
    const found = guarded(file, () => read(message))
    // Reset before the yield: a caller that takes only the first message must not consume it for the next caller.
    message.position = start
    yield found
  }
}

/** Gathers the entries of a cache, but for directories and files, which are read later. */
class CacheBuilder {
  readonly cache = emptyCache()

  readEntry(reader: WireReader): void {
    const {cache} = this
    switch (reader.field) {
      case fields.time:
        this.cache.time = reader.varint()
        return
      case fields.netblockCountry:
        cache.netblockCountries.push(textPair(reader))
        return
      case fields.url:
        this.#set(cache.urls, numberText(reader))
        return
      case fields.disabledRepository: {
        const {name, numbers} = entry(reader, 'numbers')
        if (numbers[0] === 1) cache.disabledRepositories.push(name)
        return
      }
      case fields.continentRedirect:
        cache.continentRedirects.push(textPair(reader))
        return
      case fields.repositoryRedirect:
        cache.repositoryRedirects.push(textPair(reader))
        return
      case fields.repoArchDirectory:
        cache.repositories.push(textPair(reader))
        return
      case fields.hostAsn: {
        const {id, numbers} = entry(reader, 'numbers')
        if (id !== undefined) cache.hostAsns.push([id, numbers])
        return
      }
      case fields.hostCountry:
        this.#set(cache.hostCountries, numberText(reader))
        return
      case fields.hostBandwidth: {
        const {id, numbers} = entry(reader, 'numbers')
        if (id !== undefined && numbers[0] !== undefined) cache.hostBandwidths.set(id, numbers[0])
        return
      }
      case fields.hostAllowedCountry: {
        const {id, texts} = entry(reader, 'texts')
        if (id !== undefined) cache.hostAllowedCountries.set(id, texts)
        return
      }
      case fields.hostNetblock: {
        const {name, numbers} = entry(reader, 'numbers')
        cache.hostNetblocks.push([name, numbers])
        return
      }
      default:
        reader.skip()
    }
  }

  #set(map: Map<number, string>, pair: [number, string] | undefined): void {
    if (pair !== undefined) map.set(...pair)
  }
}

interface Entry {
  /** The key, when it is text. */
  name: string
  /** The key, when it is a number. */
  id: number | undefined
  texts: string[]
  numbers: number[]
}

/** All maps of the cache are messages of a key (1) and one or several values (2), of text or numbers. */
function entry(reader: WireReader, kind: 'numbers' | 'texts'): Entry {
  const message = reader.message()
  const found: Entry = {name: '', id: undefined, texts: [], numbers: []}
  while (message.next()) {
    if (message.field === 1 && message.type === wire.varint) found.id = message.varint()
    else if (message.field === 1) found.name = message.text()
    else if (message.field !== 2) message.skip()
    else if (kind === 'numbers') message.numbers((value) => found.numbers.push(value))
    else found.texts.push(message.text())
  }
  return found
}

function textPair(reader: WireReader): [string, string] {
  const {name, texts} = entry(reader, 'texts')
  return [name, texts[0] ?? '']
}

function numberText(reader: WireReader): [number, string] | undefined {
  const {id, texts} = entry(reader, 'texts')
  return id === undefined ? undefined : [id, texts[0] ?? '']
}

function readDirectory(message: WireReader): CacheDirectory {
  const directory: CacheDirectory = {directory: '', subpath: '', global: [], byCountry: [], byHost: []}
  while (message.next()) {
    if (message.field === 1) directory.directory = message.text()
    else if (message.field === 2) message.numbers((host) => directory.global.push(host))
    else if (message.field === 3) directory.subpath = message.text()
    else if (message.field === 4) {
      const country = {country: '', hosts: [] as number[]}
      const inner = message.message()
      while (inner.next()) {
        if (inner.field === 1) country.country = inner.text()
        else if (inner.field === 2) inner.numbers((host) => country.hosts.push(host))
        else inner.skip()
      }
      directory.byCountry.push(country)
    } else if (message.field === 6) {
      const carrier = {host: 0, urls: [] as number[]}
      const inner = message.message()
      while (inner.next()) {
        if (inner.field === 1) carrier.host = inner.varint()
        else if (inner.field === 2) inner.numbers((url) => carrier.urls.push(url))
        else inner.skip()
      }
      directory.byHost.push(carrier)
    } else message.skip()
  }
  return directory
}

function readDirectoryFiles(message: WireReader): DirectoryFiles {
  const result: DirectoryFiles = {directory: '', files: []}
  while (message.next()) {
    if (message.field === 1) result.directory = message.text()
    else if (message.field === 2) {
      const file = {name: '', versions: [] as FileVersion[]}
      const inner = message.message()
      while (inner.next()) {
        if (inner.field === 1) file.name = inner.text()
        else if (inner.field === 2) file.versions.push(readVersion(inner.message()))
        else inner.skip()
      }
      result.files.push(file)
    } else message.skip()
  }
  return result
}

function readVersion(message: WireReader): FileVersion {
  const version: FileVersion = {timestamp: 0, size: 0, md5: '', sha1: '', sha256: '', sha512: ''}
  while (message.next()) {
    if (message.field === 1) version.timestamp = message.varint()
    else if (message.field === 2) version.size = message.varint()
    else if (message.field === 3) version.sha1 = message.text()
    else if (message.field === 4) version.md5 = message.text()
    else if (message.field === 5) version.sha256 = message.text()
    else if (message.field === 6) version.sha512 = message.text()
    else message.skip()
  }
  return version
}
