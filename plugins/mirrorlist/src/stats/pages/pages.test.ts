import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest'
import {CrawlRecord} from '../../crawl/record/record.ts'
import {CountSum} from '../store/counts.ts'
import {statisticsText} from '../../present/stats.ts'
import {readStatistics} from '../read-statistics.ts'
import {StatsStore} from '../store/stats-store.ts'
import {formatPercent, formatShort} from './format-numbers.ts'
import {statisticsPaths} from './statistics-paths.ts'

const evil = `<script>alert("1")</script>'&`
const folder = mkdtempSync(join(tmpdir(), 'ops-pages-'))
const files = {statistics: join(folder, 's.sqlite'), crawl: join(folder, 'c.sqlite')}
const now = Date.UTC(2026, 10, 21, 12)
const paths = statisticsPaths(files, () => now)
const server = createServer((request, response) => {
  if (!paths((request.url ?? '').split('?')[0] ?? '', request, response)) response.writeHead(404).end('not ours')
})
let base = ''

beforeAll(async () => {
  using store = new StatsStore(files.statistics)
  const sum = new CountSum()
  for (const [name, requests] of [
    [evil, 5],
    ['=1+1', 3],
    ['US', 9_990],
  ] as const)
    sum.addOne('countries', name, requests)
  store.add(new Map([['2026-11-20', sum]]))
  using record = new CrawlRecord(files.crawl)
  record.db.prepare('INSERT INTO propagation VALUES (?, ?, 7, 2, 1, 0, 3)').run(now - 3_600_000, `pub/${evil}`)
  record.db.prepare('INSERT INTO propagation VALUES (?, ?, 1, 1, 1, 1, 1)').run(now - 8 * 86_400_000, 'pub/long-ago')
  await new Promise<void>((resolve) => server.listen(0, '127.11.21.1', resolve))
  base = `http://127.11.21.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  rmSync(folder, {recursive: true, force: true})
})

const get = (path: string, init: RequestInit = {}) =>
  fetch(`${base}${path}`, {redirect: 'manual', signal: AbortSignal.timeout(100_000), ...init})

test('names are text, whatever they hold, and the page may load and run nothing', async () => {
  const reply = await get('/statistics/2026-11-20/countries')
  const text = await reply.text()
  expect(reply.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
  expect(text).not.toContain('<script')
  expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;</td><td class="n">&lt; 0.1 %</td>')
  expect(text).toContain('<td>Total (3)</td><td class="n">100 %</td><td class="share"></td><td class="n">9,998</td>')
  expect(text).not.toMatch(/(src|href)="(https?:)?\/\//)
})

test('CSV runs no formula in a spreadsheet', async () => {
  expect((await (await get('/statistics/2026-11-20/countries.csv')).text()).split('\r\n')).toEqual([
    'date,category,name,percent,requests',
    '2026-11-20,countries,US,99.92,9990',
    `2026-11-20,countries,"<script>alert(""1"")</script>'&",0.05,5`,
    `2026-11-20,countries,"'=1+1",0.03,3`,
    '',
  ])
})

test('/statistics redirects neither to a future day nor to an invalid date', async () => {
  const file = join(folder, 'ahead.sqlite')
  using store = new StatsStore(file)
  const sum = new CountSum()
  sum.addOne('countries', 'SE', 1)
  store.add(
    new Map([
      ['2026-11-18', sum],
      ['2099-01-01', sum],
    ]),
  )
  expect(statisticsText(readStatistics({store: file, date: undefined, category: 'countries', now}))).toMatch(/^2026-11-18\n/)
  expect(() => readStatistics({store: file, date: '2026-02-31', category: 'countries', now})).toThrow('"2026-02-31" is not a date.')
  const text = join(folder, 'text')
  writeFileSync(text, 'not a database\n'.repeat(100))
  expect(() => readStatistics({store: text, date: undefined, category: 'countries', now})).toThrow(
    `The statistics in ${text} cannot be used: file is not a database.`,
  )
  expect((await get('/statistics/2026-02-31/countries')).status).toBe(404)
})

test('/statistics redirects to the last day; a day without accesses shows a message', async () => {
  expect((await get('/statistics')).headers.get('location')).toBe('/statistics/2026-11-20/countries')
  expect(await (await get('/statistics/2026-11-19/tiers')).text()).toContain('Nothing was counted on this day.')
})

test('propagation shows the last seven days', async () => {
  expect(await (await get('/propagation.json')).json()).toEqual({
    directories: [
      {directory: `pub/${evil}`, crawls: [{at: '2026-11-21T11:00:00.000Z', current: 7, oneDay: 2, twoDays: 1, older: 0, noInfo: 3}]},
    ],
  })
  const text = await (await get('/propagation')).text()
  expect(text).not.toContain('<script')
  expect(text).toContain('Current<b>7</b>')
})

test('with many directories there is a table, and a page for each', async () => {
  const many = join(folder, 'many.sqlite')
  using record = new CrawlRecord(many)
  for (let at = 0; at < 1500; at++)
    for (let crawl = 1; crawl <= 14; crawl++)
      record.db.prepare('INSERT INTO propagation VALUES (?, ?, 7, 2, 1, 0, 3)').run(now - crawl * 43_000_000, `pub/${at}/ö?`)
  const shown = statisticsPaths({statistics: undefined, crawl: many}, () => now)
  const another = createServer((request, response) => void shown(request.url ?? '', request, response))
  await new Promise<void>((resolve) => another.listen(0, '127.11.21.3', resolve))
  onTestFinished(() => void another.close())
  const at = `http://127.11.21.3:${(another.address() as AddressInfo).port}/propagation`
  const ask = (url: string) => fetch(url, {signal: AbortSignal.timeout(100_000)})
  const text = await (await ask(at)).text()
  expect(text.length).toBeLessThan(1_000_000)
  expect(text).toContain('<a href="/propagation/pub/7/%C3%B6%3F">pub/<wbr>7/<wbr>ö?</a>')
  expect(await (await ask(`${at}/pub/7/%C3%B6%3F`)).text()).toContain('Current<b>7</b>')
  expect((await ask(`${at}/pub/7`)).status).toBe(404)
})

test('other methods and paths get an error', async () => {
  expect((await get('/statistics', {method: 'POST'})).status).toBe(405)
  expect((await get('/statistics/2026-11-20/countries.xml')).status).toBe(404)
  expect(await (await get('/statisticsx')).text()).toBe('not ours')
  const head = await get('/statistics/2026-11-20/countries.json', {method: 'HEAD'})
  expect([head.status, await head.text(), Number(head.headers.get('content-length')) > 100]).toEqual([200, '', true])
})

test('numbers', () => {
  expect([formatShort(9999), formatShort(12_345), formatShort(2_500_000)]).toEqual(['9,999', '12.3 k', '2.5 M'])
  expect([formatPercent(0, 0), formatPercent(0, 5), formatPercent(1, 3)]).toEqual(['0.0 %', '0.0 %', '33.3 %'])
})
