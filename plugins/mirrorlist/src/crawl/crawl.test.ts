import {createHash} from 'node:crypto'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {manualClock} from '@ops/core/testing'
import {describe, expect, onTestFinished, test} from 'vitest'
import {type DataHost, dataFolder} from '../../test/crawl/data-folder.ts'
import {repomd, sha256} from '../../test/crawl/repository.ts'
import {crawl, type CrawlInput} from './crawl.ts'
import {openStore} from '../store/open-store.ts'
import {CrawlRecord} from './record/record.ts'
import {crawlStore} from './record/schema.ts'
import {mirrorResults} from './mirror-results.ts'
import {type RsyncEntry, rsyncList} from './web/rsync-list.ts'
import {type RequestInput, type Family, type WebResponse, type Web, WebFailure} from './web/web.ts'

type Site = (input: RequestInput) => Partial<WebResponse> | WebFailure

const start = Date.UTC(2026, 10, 21)
const dayMs = 86_400_000
const [older, newer] = [repomd(1_700_000_000), repomd(1_700_900_000)]

/** A crawler over a web that is a table, and a clock that runs only when it is slept on. */
function bench(hosts: DataHost[], repositories?: string[]) {
  const data = dataFolder(hosts, repositories)
  const record = new CrawlRecord(join(data.folder, 'crawl.sqlite'))
  onTestFinished(() => {
    record[Symbol.dispose]()
    data[Symbol.dispose]()
  })
  const sites = new Map<string, Site>()
  const listings = new Map<string, RsyncEntry>()
  const families = new Map<string, Family[]>()
  const requests: string[] = []
  const waits: number[] = []
  let now = start
  const clock = {...manualClock(start), now: () => now, sleep: async (ms: number) => void waits.push(ms)}
  const web: Web = {
    async fetch(url, how) {
      requests.push(`${how.method ?? 'GET'} ${url}`)
      const answer = sites.get(url)?.(how) ?? {status: 404}
      if (answer instanceof WebFailure) throw answer
      return {
        status: 200,
        body: Buffer.alloc(0),
        etag: undefined,
        lastModified: undefined,
        retryAfterMs: undefined,
        url,
        requests: 1,
        ...answer,
      }
    },
    certificateExpiry: () => undefined,
    families: async (name): Promise<Family[]> => families.get(name) ?? [4, 6],
    async [Symbol.asyncDispose]() {},
  }
  const input: CrawlInput = {
    folder: data.folder,
    master: 'http://master.test',
    hosts: [],
    politeness: {budget: 100, gapMs: 100},
    concurrency: 1,
    failures: 3,
    maxAgeDays: 2,
    seed: 1,
  }
  return {
    folder: data.folder,
    sites,
    families,
    requests,
    waits,
    record,
    lists: (name: string, entry: RsyncEntry) => listings.set(`rsync://${name}.test/pub/42/os/repodata/repomd.xml`, entry),
    gives: (url: string, body: Buffer) => sites.set(url, () => ({body})),
    silent: (url: string) => sites.set(url, () => new WebFailure('timeout', 'it did not answer within 1 s')),
    master: (body: Buffer, path = '42/os') => sites.set(`http://master.test/pub/fedora/${path}/repodata/repomd.xml`, () => ({body})),
    later: (days: number) => (now += days * dayMs),
    crawl: (change: Partial<CrawlInput> = {}, signal = AbortSignal.timeout(100_000)) =>
      crawl({...input, ...change}, {web, rsync: async (url) => listings.get(url), record, clock, say: () => {}}, signal),
    status: () =>
      JSON.parse(readFileSync(join(data.folder, 'status.json'), 'utf8')) as {excluded: unknown[]; families: object; broken: unknown[]},
  }
}

const file = (host: string, path = '42/os') => `http://${host}.test/${path}/repodata/repomd.xml`
const host = (name: string): DataHost => ({name, urls: [`http://${name}.test`]})
const out = (name: string, reason: string) => [
  {host: name, directory: 'pub/fedora/42/os', reason},
  {host: name, directory: 'pub/fedora/42/os/repodata', reason},
]

describe('content', () => {
  test('a mirror that is behind stays listed for two days, then is left out, and returns with the current version', async () => {
    const it = bench([host('a'), host('b')])
    it.master(older)
    it.gives(file('a'), older)
    it.gives(file('b'), older)
    await it.crawl()
    it.master(newer)
    it.gives(file('a'), newer)
    it.later(1)
    await it.crawl()
    it.later(2)
    expect((await it.crawl()).visits[1]?.content).toMatchObject([
      {state: 'behind', ageDays: 2, reason: 'it has the version that was replaced 2 days ago'},
    ])
    expect(it.status().excluded).toEqual([])
    it.later(1)
    await it.crawl()
    expect(it.status().excluded).toEqual(out('b', 'it has the version that was replaced 3 days ago'))
    it.gives(file('b'), newer)
    it.later(1)
    await it.crawl()
    expect(it.status().excluded).toEqual([])
    const history = it.record.db.prepare('SELECT host, about, event FROM history ORDER BY at').all()
    expect(history.map((row) => ({...row}))).toEqual([
      {host: 'b', about: 'pub/fedora/42/os', event: 'excluded'},
      {host: 'b', about: 'pub/fedora/42/os', event: 'readmitted'},
    ])
    const propagation = it.record.db.prepare('SELECT current, one_day, two_days, older FROM propagation ORDER BY at').all()
    expect(propagation.map((row) => Object.values(row))).toEqual([
      [2, 0, 0, 0],
      [2, 0, 0, 0],
      [1, 0, 1, 0],
      [1, 0, 0, 1],
      [2, 0, 0, 0],
    ])
  })

  test('an unknown version is excluded at once; stale mirrors stay listed when no mirror is current', async () => {
    const it = bench([host('a'), host('b'), host('c')])
    it.master(newer)
    it.gives(file('a'), older)
    it.gives(file('b'), Buffer.concat([newer, Buffer.from('\n')]))
    it.gives(file('c'), Buffer.from('<html>moved</html>'))
    const {warnings, visits} = await it.crawl()
    expect(visits.map(({content}) => content[0]?.state)).toEqual(['stale', 'corrupt', 'corrupt'])
    expect(warnings).toEqual(['pub/fedora/42/os: all mirrors are too old; they stay listed.'])
    expect(it.status().excluded).toEqual([
      ...out('b', 'its repomd.xml is a version that the master never had'),
      ...out('c', 'its repodata/repomd.xml is not a repomd.xml'),
    ])
  })

  test('a master that is renewed while the crawl runs makes no mirror corrupt', async () => {
    const it = bench([host('a'), host('b'), host('c')])
    it.master(older)
    const renew = () => {
      it.master(newer)
      return {body: newer}
    }
    for (const name of ['a', 'b', 'c']) it.sites.set(file(name), renew)
    const {visits} = await it.crawl()
    expect(visits.map(({content}) => content[0]?.state)).toEqual(['current', 'current', 'current'])
    expect(it.requests.filter((line) => line.includes('master.test'))).toHaveLength(2)
  })

  test('over rsync versions are identified by size, and by time where sizes are equal', async () => {
    const it = bench(['a', 'b', 'c', 'd'].map((name) => ({name, urls: [`rsync://${name}.test/pub`]})))
    it.master(newer)
    it.lists('a', {size: newer.length, timestamp: 1})
    it.lists('b', {size: newer.length - 7, timestamp: 1_700_000_000})
    it.lists('c', {size: newer.length + 1, timestamp: 1_800_000_000})
    const {visits} = await it.crawl()
    expect(visits.map(({content}) => [content[0]?.state, content[0]?.ageDays])).toEqual([
      ['current', 0],
      ['stale', 10],
      ['corrupt', undefined],
      ['missing', undefined],
    ])
  })

  test('a file that did not change is not fetched again, and keeps its state', async () => {
    const it = bench([host('a')])
    it.master(newer)
    const etag = `"${createHash('md5').update(newer).digest('hex')}"`
    it.sites.set(file('a'), (input) => (input.etag === etag ? {status: 304} : {body: newer, etag}))
    await it.crawl()
    expect((await it.crawl()).visits[0]?.content).toMatchObject([{state: 'current', etag, seen: {sha256: sha256(newer)}}])
  })
})

describe('silence', () => {
  test('leaves a mirror out after three visits, and its first answer includes it again', async () => {
    const it = bench([host('a'), host('b')])
    it.master(newer)
    it.gives(file('a'), newer)
    it.silent(file('b'))
    for (const [visits, excluded] of [
      [1, 0],
      [2, 0],
      [3, 1],
    ]) {
      await it.crawl()
      expect(it.status().excluded, `after ${visits}`).toHaveLength(excluded ?? 0)
    }
    expect(it.status().excluded).toEqual([{host: 'b', reason: 'it did not answer within 1 s'}])
    it.gives(file('b'), newer)
    await it.crawl()
    expect(it.status()).toMatchObject({excluded: [], broken: []})
  })

  test('of one URL costs that URL alone', async () => {
    const it = bench([{name: 'a', urls: ['https://a.test', 'http://a.test']}])
    it.master(newer)
    it.gives(file('a'), newer)
    it.silent(file('a').replace('http:', 'https:'))
    for (let visit = 0; visit < 3; visit++) await it.crawl()
    expect(it.status()).toMatchObject({excluded: [], broken: [{url: 'https://a.test', reason: 'it did not answer within 1 s'}]})
  })

  test("of all mirrors is this machine's fault: nothing is recorded", async () => {
    const it = bench([host('a'), host('b')])
    it.master(newer)
    it.silent(file('a'))
    it.silent(file('b'))
    await expect(it.crawl()).rejects.toMatchObject({code: 'MIRRORLIST_CRAWL_BLIND'})
    expect(it.record.db.prepare('SELECT count(*) AS rows FROM content').get()).toMatchObject({rows: 0})
  })

  test('--host visits that mirror alone, and keeps the records of the others', async () => {
    const it = bench([host('a'), host('b')])
    it.master(newer)
    it.gives(file('a'), newer)
    await it.crawl()
    it.requests.length = 0
    it.gives(file('b'), newer)
    expect((await it.crawl({hosts: ['b']})).visits.map((visit) => visit.host)).toEqual(['b'])
    expect(it.requests.some((line) => line.includes('//a.test'))).toBe(false)
    expect(it.record.db.prepare('SELECT host, state FROM content').all()).toMatchObject([
      {host: 'a', state: 'current'},
      {host: 'b', state: 'current'},
    ])
    // A point of the propagation is of all mirrors at one time.
    expect(it.record.db.prepare('SELECT count(*) AS points FROM propagation').get()).toMatchObject({points: 1})
    await expect(it.crawl({hosts: ['c']})).rejects.toMatchObject({code: 'MIRRORLIST_MIRROR_UNKNOWN', exit: 64})
  })

  test('of the master about one directory keeps the version of details.yaml', async () => {
    const it = bench([host('a'), host('b')], ['42/os', '43/os'])
    it.master(newer, '43/os')
    const version = (body: Buffer, timestamp: number) => ({timestamp, size: body.length, sha256: sha256(body)})
    const versions = [version(newer, 1_700_900_000), version(older, 1_700_000_000)]
    writeFileSync(join(it.folder, 'details.yaml'), JSON.stringify([{directory: 'pub/fedora/42/os/repodata', file: 'repomd.xml', versions}]))
    for (const path of ['42/os', '43/os']) it.gives(file('a', path), newer)
    const {visits, warnings} = await it.crawl()
    expect(warnings).toEqual(['http://master.test/pub/fedora/42/os/repodata/repomd.xml: it answers 404'])
    expect(visits[0]?.content.map(({state}) => state)).toEqual(['current', 'current'])
  })

  test('of the master ends the crawl', async () => {
    const it = bench([host('a')])
    await expect(it.crawl()).rejects.toMatchObject({code: 'MIRRORLIST_MASTER_UNREACHABLE'})
  })
})

describe('politeness', () => {
  test('a mirror gets at most its budget; the next crawl continues where this one ended', async () => {
    const it = bench([host('a')], ['42/os', '43/os', '44/os'])
    for (const path of ['42/os', '43/os', '44/os']) {
      it.master(newer, path)
      it.gives(file('a', path), newer)
    }
    // One for robots.txt, two for content.
    const first = await it.crawl({politeness: {budget: 3, gapMs: 100}})
    expect(first.visits[0]).toMatchObject({requests: 3, cut: 'the request budget is used up'})
    it.requests.length = 0
    it.later(1)
    await it.crawl({politeness: {budget: 3, gapMs: 100}})
    expect(it.requests.filter((line) => line.includes('//a.test'))).toEqual([
      'GET http://a.test/robots.txt',
      `GET ${file('a', '44/os')}`,
      `GET ${file('a', '42/os')}`,
    ])
    expect(it.waits.length).toBe(4)
    for (const wait of it.waits) expect(wait).toBeGreaterThanOrEqual(50)
    for (const wait of it.waits) expect(wait).toBeLessThan(150)
    // The same seed, the same gaps; and no two alike within a crawl.
    expect(it.waits.slice(2)).toEqual(it.waits.slice(0, 2))
    expect(new Set(it.waits).size).toBe(2)
  })

  test('a mirror that answers 429 is not visited before its Retry-After', async () => {
    const it = bench([host('a'), host('b')])
    it.master(newer)
    it.gives(file('b'), newer)
    it.sites.set(file('a'), () => ({status: 429, retryAfterMs: 2 * dayMs}))
    await it.crawl()
    it.later(1)
    it.requests.length = 0
    expect((await it.crawl()).postponed).toEqual([{host: 'a', until: start + 2 * dayMs}])
    expect(it.requests.some((line) => line.includes('//a.test'))).toBe(false)
    expect(it.status().excluded).toEqual([])
    it.later(1)
    it.gives(file('a'), newer)
    expect((await it.crawl()).visits.map(({content}) => content[0]?.state)).toEqual(['current', 'current'])
  })

  test('also when it answers 429 for robots.txt', async () => {
    const it = bench([host('a'), host('b')])
    it.master(newer)
    it.gives(file('b'), newer)
    it.sites.set('http://a.test/robots.txt', () => ({status: 429, retryAfterMs: dayMs}))
    const {visits} = await it.crawl()
    expect(visits[0]).toMatchObject({
      requests: 1,
      cut: 'it answered 429, so no further requests were sent',
      notBefore: start + dayMs,
      content: [],
    })
  })

  test('a mirror that answers 503 is excluded after three visits, and not visited before its Retry-After', async () => {
    const it = bench([{name: 'a', urls: ['https://a.test', 'http://a.test']}, host('b')], ['42/os', '43/os'])
    for (const path of ['42/os', '43/os']) {
      it.master(newer, path)
      it.gives(file('b', path), newer)
      for (const url of [file('a', path), file('a', path).replace('http:', 'https:')])
        it.sites.set(url, () => ({status: 503, retryAfterMs: 1000}))
    }
    const {visits} = await it.crawl()
    expect(visits[0]?.content.map(({state, reason}) => [state, reason])).toEqual(Array(2).fill(['unreachable', 'it answers 503']))
    // robots.txt and one file of each URL: having failed, neither is asked for the other directory.
    expect(visits[0]?.requests).toBe(4)
    expect((await it.crawl()).postponed.map((mirror) => mirror.host)).toEqual(['a'])
    for (let day = 0; day < 2; day++) {
      it.later(1)
      await it.crawl()
    }
    expect(it.status().excluded).toEqual([{host: 'a', reason: 'it answers 503'}])
  })

  test('a robots.txt that disallows this crawler is obeyed', async () => {
    const it = bench([host('a'), host('b')])
    it.master(newer)
    it.gives(file('b'), newer)
    it.gives('http://a.test/robots.txt', Buffer.from('User-agent: ops-mirrorlist\nDisallow: /'))
    const {visits} = await it.crawl()
    expect(it.requests.filter((line) => line.includes('//a.test'))).toEqual(['GET http://a.test/robots.txt'])
    expect(visits[0]?.content).toMatchObject([{state: 'unreachable', reason: 'its robots.txt disallows ops-mirrorlist'}])
    const [first] = mirrorResults({visits, unvisited: [], postponed: [], warnings: [], requests: 0})
    expect(first?.error?.message).toBe('a cannot be reached: its robots.txt disallows ops-mirrorlist.')
  })
})

test('https is offered only where it gives the very same, and the families that answer are recorded', async () => {
  const it = bench([host('a'), host('b'), {name: 'c', urls: ['http://c.test:8080']}])
  it.master(newer)
  for (const name of ['a', 'b']) it.gives(file(name), newer)
  it.gives('http://c.test:8080/42/os/repodata/repomd.xml', newer)
  it.gives(file('a').replace('http:', 'https:'), newer)
  it.gives(file('b').replace('http:', 'https:'), older)
  it.sites.set(file('b'), ({family}) => (family === 6 ? new WebFailure('connect', 'there is no route to it') : {body: newer}))
  const {visits} = await it.crawl()
  expect(visits.map(({offers}) => offers)).toEqual([[{http: 'http://a.test', https: 'https://a.test'}], [], []])
  expect(visits.map(({urls}) => urls.length)).toEqual([1, 1, 1])
  expect(it.requests.some((line) => line.includes('https://c.test'))).toBe(false)
  expect(it.status().families).toEqual({a: 3, b: 1, c: 3})
})

test('https that redirects to http is not offered', async () => {
  const it = bench([host('a')])
  it.master(newer)
  it.gives(file('a'), newer)
  it.sites.set(file('a').replace('http:', 'https:'), () => ({body: newer, url: file('a'), requests: 2}))
  expect((await it.crawl()).visits[0]?.offers).toEqual([])
})

describe('a family over which no mirror answers', () => {
  const route = new WebFailure('connect', 'there is no route to it')

  test('is missing on this machine: no mirror is recorded as lacking it, and mirrors that have no other are skipped', async () => {
    const it = bench([host('a'), host('b')])
    it.master(newer)
    it.families.set('b.test', [6])
    it.sites.set(file('a'), ({family}) => (family === 6 ? route : {body: newer}))
    it.sites.set(file('b'), () => route)
    for (let visit = 0; visit < 3; visit++) {
      const {visits, warnings} = await it.crawl()
      expect(visits.map((one) => one.host)).toEqual(['a'])
      expect(warnings).toEqual(['b was skipped: it has only IPv6, and no mirror answers over IPv6 from this machine.'])
    }
    expect(it.status()).toMatchObject({families: {}, excluded: [], broken: []})
  })

  test('is present on this machine when another mirror answers over it', async () => {
    const it = bench([host('a'), host('b')])
    it.master(newer)
    it.families.set('b.test', [6])
    it.gives(file('a'), newer)
    it.sites.set(file('b'), () => route)
    for (let visit = 0; visit < 3; visit++) await it.crawl()
    expect(it.status()).toMatchObject({families: {a: 3}, excluded: [{host: 'b', reason: 'there is no route to it'}]})
  })

  test('is not assumed when the budget did not reach it', async () => {
    const it = bench([host('a')])
    it.master(newer)
    it.gives(file('a'), newer)
    // robots.txt, the content, https on another origin with its robots.txt, and one of two families.
    expect((await it.crawl({politeness: {budget: 5, gapMs: 1}})).visits[0]).toMatchObject({families: 0, silentFamilies: 0})
  })
})

test('without rsync on this machine no mirror is blamed', async () => {
  const list = rsyncList(1000, '/nonexistent/rsync')
  await expect(list('rsync://a.test/x', AbortSignal.timeout(100_000))).rejects.toMatchObject({code: 'MIRRORLIST_RSYNC_MISSING', exit: 5})
})

describe('a crawl that is cut short', () => {
  /** Three mirrors, of which the crawl is ended while it waits for the second one's answer. */
  async function cut(answers: (name: string) => Buffer | WebFailure) {
    const it = bench([host('a'), host('b'), host('c')])
    it.master(newer)
    for (const name of ['a', 'b', 'c']) it.gives(file(name), newer)
    await it.crawl()
    it.later(1)
    const stop = new AbortController()
    const visited: string[] = []
    for (const name of ['a', 'b', 'c']) {
      it.sites.set(file(name), () => {
        if (!visited.includes(name)) visited.push(name)
        if (visited.length === 2) {
          stop.abort(new Error('enough'))
          return new WebFailure('timeout', 'it was cut off')
        }
        const answer = answers(name)
        return answer instanceof WebFailure ? answer : {body: answer}
      })
    }
    return {it, visited, crawled: it.crawl({failures: 1}, stop.signal)}
  }
  const rows = (it: ReturnType<typeof bench>, sql: string) =>
    it.record.db
      .prepare(sql)
      .all()
      .map((row) => Object.values(row))

  test('records the mirrors that were finished, leaves the others unchanged, and is marked', async () => {
    const {it, visited, crawled} = await cut(() => older)
    const {visits, unvisited} = await crawled
    const [finished = '', cutOff = ''] = visited
    expect(visits.map((visit) => visit.host)).toEqual([finished])
    expect(unvisited.toSorted()).toEqual(['a', 'b', 'c'].filter((name) => name !== finished))
    expect(unvisited).toContain(cutOff)
    expect(it.status().excluded).toEqual(out(finished, expect.stringMatching(/^it has an unknown version/) as unknown as string))
    expect(rows(it, 'SELECT host FROM content WHERE failures > 0')).toEqual([])
    expect(rows(it, 'SELECT unvisited FROM run ORDER BY id')).toEqual([[0], [2]])
    expect(rows(it, 'SELECT count(*) FROM propagation')).toEqual([[1]])
    // The next one finds everything as it is.
    for (const name of ['a', 'b', 'c']) it.gives(file(name), newer)
    it.later(1)
    await it.crawl()
    expect(it.status().excluded).toEqual([])
  })

  test('records nothing when no mirror answered: the fault may be on this machine', async () => {
    const {it, crawled} = await cut(() => new WebFailure('timeout', 'it did not answer within 1 s'))
    await expect(crawled).rejects.toThrow('enough')
    expect(rows(it, 'SELECT host FROM content WHERE failures > 0')).toEqual([])
    expect(rows(it, 'SELECT count(*) FROM run')).toEqual([[1]])
  })
})

test('a full disk is reported with the file', async () => {
  const it = bench([host('a')])
  it.master(newer)
  it.gives(file('a'), newer)
  await it.crawl()
  const {page_count} = it.record.db.prepare('PRAGMA page_count').get() as {page_count: number}
  it.record.db.exec(`PRAGMA max_page_count = ${page_count}`)
  it.record.db.exec('CREATE TRIGGER fill AFTER INSERT ON run BEGIN INSERT INTO history VALUES (1, hex(zeroblob(100000)), 1, 1, 1); END')
  await expect(it.crawl()).rejects.toMatchObject({
    code: 'MIRRORLIST_STORE_BAD',
    message: expect.stringMatching(/^The crawl results in .*crawl\.sqlite cannot be used: database or disk is full\.$/),
    hint: expect.stringMatching(/^free space on the disk of .*crawl\.sqlite \(df -h\)$/),
  })
})

test('a record of format 1 is read, and keeps its content', () => {
  const folder = dataFolder([])
  onTestFinished(() => folder[Symbol.dispose]())
  const path = join(folder.folder, 'old.sqlite')
  const {db} = openStore(path, {...crawlStore, version: 1})
  db.exec('ALTER TABLE run DROP COLUMN unvisited; INSERT INTO run VALUES (7, 1, 2, 3, 4)')
  db.close()
  using record = new CrawlRecord(path)
  expect({...record.db.prepare('SELECT * FROM run').get()}).toEqual({id: 7, started: 1, ended: 2, mirrors: 3, requests: 4, unvisited: 0})
})
