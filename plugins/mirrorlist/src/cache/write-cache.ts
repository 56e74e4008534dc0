import type {MirrorCache} from './mirror-cache.ts'
import {fields} from './read-cache.ts'
import {WireWriter} from './wire-writer.ts'

/** The bytes of a `mirrorlist_cache.proto` that upstream's servers read as well. What they do not know is left out. */
export function writeCache(cache: MirrorCache): Buffer {
  const writer = new WireWriter(1 << 20)
  const texts = (field: number, pairs: Iterable<[string, string]>) => {
    for (const [key, value] of pairs) {
      writer.message(field, (entry) => {
        entry.text(1, key)
        entry.text(2, value)
      })
    }
  }
  const numbered = (field: number, pairs: Iterable<[number, string | number | number[] | string[]]>) => {
    for (const [key, value] of pairs) {
      writer.message(field, (entry) => {
        entry.number(1, key)
        for (const one of Array.isArray(value) ? value : [value]) typeof one === 'number' ? entry.number(2, one) : entry.text(2, one)
      })
    }
  }
  writer.number(fields.time, cache.time)
  texts(fields.netblockCountry, cache.netblockCountries)
  numbered(fields.url, cache.urls)
  for (const {directory, files} of cache.files()) {
    writer.message(fields.fileDetails, (entry) => {
      entry.text(1, directory)
      for (const {name, versions} of files) {
        entry.message(2, (file) => {
          file.text(1, name)
          for (const version of versions) {
            file.message(2, (details) => {
              details.number(1, version.timestamp)
              details.number(2, version.size)
              if (version.sha1 !== '') details.text(3, version.sha1)
              if (version.md5 !== '') details.text(4, version.md5)
              if (version.sha256 !== '') details.text(5, version.sha256)
              if (version.sha512 !== '') details.text(6, version.sha512)
            })
          }
        })
      }
    })
  }
  for (const repository of cache.disabledRepositories) {
    writer.message(fields.disabledRepository, (entry) => {
      entry.text(1, repository)
      entry.number(2, 1)
    })
  }
  texts(fields.continentRedirect, cache.continentRedirects)
  texts(fields.repositoryRedirect, cache.repositoryRedirects)
  texts(fields.repoArchDirectory, cache.repositories)
  numbered(fields.hostAsn, cache.hostAsns)
  numbered(fields.hostCountry, cache.hostCountries)
  numbered(fields.hostBandwidth, cache.hostBandwidths)
  numbered(fields.hostAllowedCountry, cache.hostAllowedCountries)
  for (const [prefix, hosts] of cache.hostNetblocks) {
    writer.message(fields.hostNetblock, (entry) => {
      entry.text(1, prefix)
      for (const host of hosts) entry.number(2, host)
    })
  }
  for (const directory of cache.directories()) {
    writer.message(fields.directory, (entry) => {
      entry.text(1, directory.directory)
      for (const host of directory.global) entry.number(2, host)
      entry.text(3, directory.subpath)
      for (const {country, hosts} of directory.byCountry) {
        entry.message(4, (list) => {
          list.text(1, country)
          for (const host of hosts) list.number(2, host)
        })
      }
      for (const {host, urls} of directory.byHost) {
        entry.message(6, (list) => {
          list.number(1, host)
          for (const url of urls) list.number(2, url)
        })
      }
    })
  }
  return writer.finish()
}
