import {describe, expect, test} from 'vitest'
import {OrderCache} from '../src/http/order-cache.ts'
import {BodyPool} from '../src/render/body-pool.ts'
import {cleanBaseUrl, cleanPath} from '../src/net/mirror-url.ts'
import {compile} from '../src/snapshot/compile.ts'
import {loadSnapshot} from '../src/snapshot/snapshot.ts'
import {encodeSnapshot} from '../src/snapshot/snapshot-file.ts'
import {seededRandom} from '../src/random/seeded-random.ts'
import {network, publicHosts} from './support/network.ts'
import {syntheticCache} from './support/synthetic-cache.ts'

describe('snapshot files', () => {
  const {sections} = compile({cache: network({hosts: publicHosts({SE: 3, DE: 2})})})
  const {bytes, digest} = encodeSnapshot(sections, {generation: 9, time: 5})

  test('say the same after loading, at any alignment', () => {
    for (let shift = 0; shift < 9; shift++) {
      const moved = Buffer.alloc(bytes.length + shift).fill(bytes, shift)
      const snapshot = loadSnapshot(moved.subarray(shift), 'x', {verify: true})
      expect(snapshot.info).toEqual({generation: 9, time: 5})
      expect(snapshot.digest).toBe(digest)
      expect([...snapshot.hostWeight]).toEqual([...sections.hostWeight])
      expect(snapshot.directoryNames.all()).toEqual(sections.directoryNames)
    }
  })

  test('with one byte changed, or cut off anywhere, are refused', () => {
    const random = seededRandom(8)
    for (let round = 0; round < 200; round++) {
      const bad = Buffer.from(bytes)
      const at = random.bits() % bad.length
      bad[at] = (bad[at] ?? 0) ^ (1 + (random.bits() % 255))
      expect(() => loadSnapshot(bad, 'x', {verify: true})).toThrow(expect.objectContaining({code: 'MIRRORLIST_SNAPSHOT_BAD'}))
      expect(() => loadSnapshot(bytes.subarray(0, at), 'x', {verify: true})).toThrow(
        expect.objectContaining({code: 'MIRRORLIST_SNAPSHOT_BAD'}),
      )
    }
  })

  test('of another version are refused with that reason', () => {
    const other = Buffer.from(bytes).fill('9', 7, 8)
    expect(() => loadSnapshot(other, 'old.bin', {verify: false})).toThrow(
      'old.bin is not a usable snapshot: it was not made by this version',
    )
  })

  test('hold lists that many directories share once', () => {
    const once = compile({cache: syntheticCache({hosts: 70, urls: 100, directories: 2})}).sections
    const cache = syntheticCache({hosts: 70, urls: 100, directories: 2})
    const [first] = cache.directories()
    if (first === undefined) throw new Error('none')
    const many = compile({
      cache: {...cache, directories: () => Array.from({length: 500}, (_, at) => ({...first, directory: `d${at}`}))},
    }).sections
    expect(many.listItems.length).toBeLessThan(once.listItems.length)
    expect(many.shapeGlobal).toHaveLength(1)
  })
})

describe('URLs', () => {
  test.each([
    ['https://a.test/pub/', 'https://a.test/pub'],
    ['HTTP://a.test', 'http://a.test'],
    ['rsync://a.test:8730/mod ule', 'rsync://a.test:8730/mod%20ule'],
    ['http://[2001:db8::1]:8080/x', 'http://[2001:db8::1]:8080/x'],
    ['https://a.test/ä', 'https://a.test/%C3%A4'],
  ])('%s is listed as %s', (text, url) => {
    expect(cleanBaseUrl(text)?.url).toBe(url)
  })

  test.each([
    'ftp://a.test/x',
    'file:///etc',
    'https://',
    'https://a.test/x?y',
    'https://a b/',
    'http://a.test:99999/',
    'http://[::1/x',
    'javascript:alert(1)',
    '',
  ])('%s is not', (text) => {
    expect(cleanBaseUrl(text)).toBeUndefined()
  })

  test('ftp and others are counted in the warnings', () => {
    const hosts = [{id: 1, country: 'SE', urls: ['ftp://a.test/x', 'ftp://b.test/x', 'gopher://c.test/', 'https://d.test/']}]
    expect(compile({cache: network({hosts})}).warnings).toEqual([
      '2 URLs are left out: ftp is never listed.',
      '1 URLs are left out: clients cannot use them, e.g. gopher://c.test/',
    ])
  })

  test('paths keep what may stand in one, and lone surrogates do no harm', () => {
    expect(cleanPath("a+b~c!$&'()*,;=:@%41/ü\u0000\n<")).toBe("a+b~c!$&'()*,;=:@%41/%C3%BC%00%0A%3C")
    expect(cleanPath('\ud800')).toBe('%EF%BF%BD')
  })
})

describe('orders that are given again', () => {
  const pool = new BodyPool()
  const body = (size = 10) => pool.acquire(size)

  test('serve so many clients, and only for ten seconds', () => {
    const cache = new OrderCache(3, 100_000)
    cache.set(1, 100, body())
    expect([cache.get(1, 100), cache.get(1, 100), cache.get(1, 100)].map((found) => found?.bytes.length)).toEqual([10, 10, undefined])
    cache.set(1, 100, body())
    expect(cache.get(1, 109)?.bytes.length).toBe(10)
    expect(cache.get(1, 110)).toBeUndefined()
  })

  test('stay within their memory, the newest longest', () => {
    const cache = new OrderCache(8, 40_960)
    for (let key = 0; key < 500; key++) cache.set(key, 1, body())
    const kept = Array.from({length: 500}, (_, key) => key).filter((key) => cache.get(key, 1) !== undefined)
    expect(kept).toEqual(Array.from({length: 10}, (_, at) => 490 + at))
  })

  test('come back to the pool when the last client has them, not before', () => {
    const own = new BodyPool()
    const cache = new OrderCache(8, 100_000)
    const first = own.acquire(10)
    cache.set(1, 1, first)
    const second = cache.get(1, 1)
    first.release()
    cache.clear()
    expect(own.acquire(10).bytes.buffer).not.toBe(first.bytes.buffer)
    second?.release()
    expect(own.acquire(10).bytes.buffer).toBe(first.bytes.buffer)
  })
})
