import {mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {BufferCache} from './buffer-cache.ts'
import {chunkBytes} from './chunk-cache.ts'
import {FileCache, usualCacheLimits} from './file-cache.ts'
import {readAll, readPart} from './layered-source.ts'
import {overlayArchive} from './overlay.ts'

const [then, later] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:00:01Z')]

/** A folder whose files are written in place, with a time of their own. */
function folder() {
  const dir = mkdtempSync(join(tmpdir(), 'ops-file-cache-'))
  onTestFinished(() => rmSync(dir, {recursive: true}))
  const write = (name: string, content: string | Buffer, time = then) => {
    writeFileSync(join(dir, name), content)
    utimesSync(join(dir, name), time, time)
  }
  return {dir, write}
}

const sourceOf = async (cache: FileCache, dir: string, name = 'file') => {
  const opened = await cache.open(dir, name)
  if (opened.kind !== 'source') throw new Error(opened.detail)
  return opened.source
}
const smallFiles = {...usualCacheLimits, wholeFile: 100}

test('an edit that keeps size and time is an edit', async () => {
  const {dir, write} = folder()
  await using cache = new FileCache()
  write('file', 'one')
  expect(String(await readAll(await sourceOf(cache, dir)))).toBe('one')
  write('file', 'two')
  expect(String(await readAll(await sourceOf(cache, dir)))).toBe('two')
})

test('a file with a time in the future is cached like any other', async () => {
  const {dir, write} = folder()
  await using cache = new FileCache()
  write('file', 'one', new Date('2126-01-01'))
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 1000)
  onTestFinished(() => clock.mockRestore())
  const [one, other] = await Promise.all([sourceOf(cache, dir), sourceOf(cache, dir)])
  expect(one.slice(0, 3)?.buffer).toBe(other.slice(0, 3)?.buffer)
  expect(cache.held).toBe(3)
})

test.each([
  ['overwritten', (size: number) => Buffer.alloc(size, 'b')],
  ['cut short', () => Buffer.alloc(10)],
])('a large file that is %s is not served any further, so that no client gets parts of both', async (_how, content) => {
  const {dir, write} = folder()
  await using cache = new FileCache(smallFiles)
  const size = 3 * chunkBytes
  write('file', Buffer.alloc(size, 'a'))
  await using source = await sourceOf(cache, dir)
  await source.load(0, 1)
  write('file', content(size), later)
  await expect(readPart(source, 2 * chunkBytes, 10)).rejects.toThrow('the file changed while it was served')
})

test('a large file that is replaced is served to its end; new requests get its successor', async () => {
  const {dir, write} = folder()
  await using cache = new FileCache(smallFiles)
  write('file', Buffer.alloc(3 * chunkBytes, 'a'))
  await using source = await sourceOf(cache, dir)
  write('next', Buffer.alloc(3 * chunkBytes, 'b'))
  renameSync(join(dir, 'next'), join(dir, 'file'))
  await using successor = await sourceOf(cache, dir)
  expect((await readAll(source)).equals(Buffer.alloc(3 * chunkBytes, 'a'))).toBe(true)
  expect((await readAll(successor)).equals(Buffer.alloc(3 * chunkBytes, 'b'))).toBe(true)
})

test('an overlay is packed once for concurrent requests, and again after an edit', async () => {
  const {dir, write} = folder()
  const made = new BufferCache(1 << 20)
  mkdirSync(join(dir, 'etc'))
  write('etc/issue', 'welcome')
  // What was written just now is not shared: see isFresh.
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 1000)
  onTestFinished(() => clock.mockRestore())
  const [one, other] = await Promise.all([overlayArchive(dir, made), overlayArchive(dir, made)])
  expect(other.bytes).toBe(one.bytes)
  write('etc/issue', 'goodbye')
  const edited = await overlayArchive(dir, made)
  expect([edited.version === one.version, edited.bytes.includes('goodbye')]).toEqual([false, true])
})

test('the least recently used entry is dropped; a failed one is tried again', async () => {
  const cache = new BufferCache(100)
  let made = 0
  const get = (key: string, bytes = 40) =>
    cache.get(key, async () => {
      made++
      return Buffer.alloc(bytes)
    })
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key)
  expect([made, cache.held]).toEqual([4, 80])
  await get('large', 500)
  expect(cache.held).toBe(500)
  await expect(cache.get('d', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect(await cache.get('d', async () => Buffer.alloc(1))).toHaveLength(1)
})
