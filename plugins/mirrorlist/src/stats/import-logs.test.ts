import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import fc from 'fast-check'
import {beforeEach, expect, onTestFinished, test} from 'vitest'
import {readStore} from '../store/open-store.ts'
import {importLogs} from './import-logs.ts'
import {logLine, parseLogLine} from './log-line.ts'
import {readDay} from './pages/statistics-page.ts'
import type {Category} from './store/categories.ts'

// As mirrorlist-server writes it.
const log = `IP: 192.0.2.1; DATE: 2022-10-01; COUNTRY: SE; REPO: fedora-36; ARCH: x86_64
IP: 2001:db8::1; DATE: 2022-10-01; COUNTRY: N/A; REPO: fedora-36; ARCH: aarch64
IP: 192.0.2.3; DATE: 2022-10-01; COUNTRY: IR; REPO: updates-released-f36; ARCH: x86_64
IP: 192.0.2.1; DATE: 2022-10-02; COUNTRY: se; REPO: fedora-36; ARCH: x86_64
half a line
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ops-import-'))
  const made = folder
  onTestFinished(() => rmSync(made, {recursive: true, force: true}))
})
const put = (name: string, body: string | Buffer) => {
  writeFileSync(join(folder, name), body)
  return join(folder, name)
}
const store = () => join(folder, 's.sqlite')
const now = Date.UTC(2026, 10, 21)
const run = (files: string[], fold: string[] = []) => importLogs({store: store(), files, fold, now}, AbortSignal.timeout(100_000))
const day = (date: string, category: Category) => {
  using db = readStore(store())
  if (db === undefined) throw new Error('no statistics')
  return Object.fromEntries(readDay(db, date, category).names.map(({name, requests}) => [name, requests]))
}

test('counts a log by day, gzip too, without its addresses', async () => {
  expect(await run([put('a.log.gz', gzipSync(log))])).toMatchObject([{lines: 4, skipped: 1, days: ['2022-10-01', '2022-10-02']}])
  expect(day('2022-10-01', 'countries')).toEqual({SE: 1, 'N/A': 1, IR: 1})
  expect(day('2022-10-01', 'repositories')).toEqual({'fedora-36': 2, 'updates-released-f36': 1})
  expect(day('2022-10-01', 'archs')).toEqual({x86_64: 2, aarch64: 1})
  expect(day('2022-10-02', 'countries')).toEqual({SE: 1})
  expect(readFileSync(store()).includes('192.0.2')).toBe(false)
})

test('folds countries into N/A only when asked to', async () => {
  await run([put('a.log', log)], ['IR', 'cu'])
  expect(day('2022-10-01', 'countries')).toEqual({SE: 1, 'N/A': 2})
})

test('a log that was imported before is skipped, and new ones are still counted', async () => {
  await run([put('a.log', log)])
  const more = log.replaceAll('2022-10-0', '2022-11-0')
  const done = await run([put('b.log.gz', gzipSync(log)), put('c.log', more)])
  expect(done).toMatchObject([{already: {file: join(folder, 'a.log'), at: new Date(now).toISOString()}}, {lines: 4}])
  expect(done[1]?.already).toBeUndefined()
  expect([day('2022-10-02', 'countries'), day('2022-11-02', 'countries')]).toEqual([{SE: 1}, {SE: 1}])
})

test('future dates, invalid dates and endless lines are not counted', async () => {
  const odd = `IP: 192.0.2.1; DATE: 2099-01-01; COUNTRY: SE; REPO: a; ARCH: b
IP: 192.0.2.1; DATE: 2022-02-31; COUNTRY: SE; REPO: a; ARCH: b
${'x'.repeat(3 << 20)}
IP: 192.0.2.1; DATE: 2022-02-28; COUNTRY: SE; REPO: a\u001b[31m; ARCH: b
`
  expect(await run([put('a.log', odd)])).toMatchObject([{lines: 1, skipped: 3, days: ['2022-02-28']}])
  expect(day('2022-02-28', 'repositories')).toEqual({'a?[31m': 1})
})

test('refuses files that are no log or are cut off, and counts nothing of them', async () => {
  await run([put('a.log', log)])
  await expect(run([put('c.log', 'GET / HTTP/1.1\n')])).rejects.toMatchObject({code: 'MIRRORLIST_LOG_BAD'})
  await expect(run([put('d.log.gz', gzipSync(log.replace('SE', 'DE')).subarray(0, 60))])).rejects.toMatchObject({
    code: 'MIRRORLIST_LOG_BAD',
  })
  await expect(run([join(folder, 'nothing')])).rejects.toMatchObject({code: 'MIRRORLIST_LOG_BAD'})
  expect(day('2022-10-01', 'countries')).toEqual({SE: 1, 'N/A': 1, IR: 1})
})

test('an IPv4 client is logged as IPv4 on any socket', () => {
  const line = logLine('::ffff:192.0.2.1', {date: '2026-11-21', country: 'SE', repo: 'r', arch: 'a'})
  expect(line).toBe('IP: 192.0.2.1; DATE: 2026-11-21; COUNTRY: SE; REPO: r; ARCH: a\n')
})

test('any client text stays within one line, and is read back', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary', minLength: 1}), fc.string({unit: 'binary', minLength: 1}), (repo, arch) => {
      const line = logLine('192.0.2.1', {date: '2026-11-21', country: 'SE', repo, arch})
      expect(line.split('\n')).toHaveLength(2)
      expect(parseLogLine(line.trimEnd())).toMatchObject({date: '2026-11-21', country: 'SE'})
    }),
  )
})
