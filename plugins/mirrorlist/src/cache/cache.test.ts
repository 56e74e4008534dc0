import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import type {MirrorCache} from './mirror-cache.ts'
import {readCache} from './read-cache.ts'
import {WireReader} from './wire-reader.ts'
import {WireWriter} from './wire-writer.ts'
import {writeCache} from './write-cache.ts'

const id = fc.integer({min: 0, max: Number.MAX_SAFE_INTEGER})
const word = fc.string({maxLength: 12})
const ids = fc.uniqueArray(id, {maxLength: 5})
const version = fc.record({timestamp: id, size: id, md5: word, sha1: word, sha256: word, sha512: word})
const directory = fc.record({
  directory: word,
  subpath: word,
  global: ids,
  byCountry: fc.array(fc.record({country: word, hosts: ids}), {maxLength: 3}),
  byHost: fc.array(fc.record({host: id, urls: ids}), {maxLength: 3}),
})
const files = fc.record({
  directory: word,
  files: fc.array(fc.record({name: word, versions: fc.array(version, {maxLength: 3})}), {maxLength: 3}),
})
const map = <T>(value: fc.Arbitrary<T>) =>
  fc.uniqueArray(fc.tuple(id, value), {maxLength: 4, selector: ([key]) => key}).map((e) => new Map(e))
const pairs = fc.array(fc.tuple(word, word), {maxLength: 4})
const cache: fc.Arbitrary<MirrorCache> = fc
  .record({
    time: id,
    netblockCountries: pairs,
    urls: map(word),
    disabledRepositories: fc.array(word, {maxLength: 3}),
    continentRedirects: pairs,
    repositoryRedirects: pairs,
    repositories: pairs,
    hostAsns: fc.array(fc.tuple(id, ids), {maxLength: 3}),
    hostCountries: map(word),
    hostBandwidths: map(id),
    hostAllowedCountries: map(fc.array(word, {maxLength: 3})),
    hostNetblocks: fc.array(fc.tuple(word, ids), {maxLength: 3}),
    all: fc.array(directory, {maxLength: 3}),
    details: fc.array(files, {maxLength: 3}),
  })
  .map(({all, details, ...rest}) => ({...rest, directories: () => all, files: () => details}))

const flat = (one: MirrorCache) => ({...one, directories: [...one.directories()], files: [...one.files()]})

describe('MirrorManager caches', () => {
  test('are read back as they were written', () => {
    fc.assert(
      fc.property(cache, (one) => {
        expect(flat(readCache(writeCache(one), 'x'))).toEqual(flat(one))
      }),
    )
  })

  test('are read twice the same', () => {
    fc.assert(
      fc.property(cache, (one) => {
        const read = readCache(writeCache(one), 'x')
        const [first] = read.directories()
        expect(first).toEqual([...read.directories()][0])
        expect([...read.directories()]).toEqual([...read.directories()])
      }),
      {numRuns: 10},
    )
  })

  test('cut off or overwritten give MIRRORLIST_CACHE_BAD or a cache, never another error', () => {
    fc.assert(
      fc.property(cache, fc.nat(), fc.array(fc.tuple(fc.nat(), fc.nat(255)), {maxLength: 4}), (one, cut, overwrites) => {
        const bytes = Buffer.from(writeCache(one))
        for (const [at, byte] of overwrites) bytes[at % bytes.length] = byte
        try {
          flat(readCache(bytes.subarray(0, cut % (bytes.length + 1)), 'mirrorlist_cache.proto'))
        } catch (error) {
          expect(error).toMatchObject({code: 'MIRRORLIST_CACHE_BAD'})
        }
      }),
      {numRuns: 500},
    )
  })

  test('an empty file is refused with the reason', () => {
    expect(() => readCache(Buffer.alloc(0), 'empty.proto')).toThrow(
      'empty.proto is not a MirrorManager cache: the required field Time is missing at byte 0.',
    )
  })

  test('packed lists, which newer writers use, are read as well', () => {
    const writer = new WireWriter()
    writer.number(1, 5)
    writer.message(16, (one) => {
      one.text(1, 'pub')
      one.message(2, (packed) => {
        // A packed list is bare varints: tag 0x01-0x07 bytes are values here, not tags.
        packed.number(0, 1)
      })
    })
    expect([...readCache(writer.finish(), 'x').directories()][0]?.global).toEqual([0, 1])
  })

  test('a negative number of ten bytes is accepted, a longer one is an error', () => {
    const minusOne = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1])
    expect(new WireReader(minusOne).varint()).toBe(-1)
    expect(() => new WireReader(Buffer.alloc(11, 0xff)).varint()).toThrow('a number of more than ten bytes')
  })
})
