import {mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, vi} from 'vitest'
import {lab, unmet} from '../../../../test/lab/require.ts'
import {type RunCrawlOptions, crawlExit, runCrawl} from '../../src/crawl/run-crawl.ts'
import {crawlText} from '../../src/present/crawl.ts'
import {dataToCache} from '../../src/data/data-to-cache.ts'
import {loadData} from '../../src/data/load-data.ts'
import {dataFolder} from './data-folder.ts'
import {certificates, nginx, oddServer, rsyncDaemon} from './lab-servers.ts'
import {serving, until} from '../support/serving.ts'
import {putRepomd, repomd} from './repository.ts'

const needs = {root: true, programs: ['nginx', 'rsync', 'openssl']}
const test = lab(needs)

const now = Math.floor(Date.now() / 1000)
const [old, current] = [repomd(now - 5 * 86_400), repomd(now - 3600)]

describe('crawling real mirrors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ops-crawl-lab-'))
  const servers = new AsyncDisposableStack()
  let ca = ''

  beforeAll(async () => {
    if (unmet(needs).length > 0) return
    const tree = (name: string, body: Buffer | undefined, timestamp = now - 3600) => {
      mkdirSync(join(folder, name), {recursive: true})
      if (body !== undefined) putRepomd(join(folder, name), '42/os', body, timestamp)
      return join(folder, name)
    }
    putRepomd(join(folder, 'master/pub/fedora'), '42/os', current, now - 3600)
    const made = certificates(folder, ['127.11.0.2', '127.11.0.3'])
    ca = made.ca
    const good = tree('good', current)
    servers.use(
      await nginx(
        folder,
        [
          {address: '127.11.0.1', root: join(folder, 'master')},
          {address: '127.11.0.2', root: good, tls: true},
          {
            address: '127.11.0.3',
            root: good,
            tls: true,
            extra: 'location = /robots.txt { return 200 "User-agent: ops-mirrorlist\\nDisallow: /private\\n"; }',
          },
          {address: '127.11.0.4', root: tree('stale', old, now - 5 * 86_400)},
          {address: '127.11.0.5', root: tree('corrupt', Buffer.concat([current.subarray(0, -12), Buffer.from('<x/></repomd>\n')]))},
          {address: '127.11.0.6', root: tree('empty', undefined)},
          {address: '127.11.0.7', root: good, extra: 'location / { return 503; }'},
        ],
        made,
      ),
    )
    servers.use(await oddServer('127.11.0.8', () => {}))
    servers.use(await oddServer('127.11.0.9', (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n<')))
    servers.use(await rsyncDaemon(folder, '127.11.0.10', 8730, good))
  })
  afterAll(async () => {
    await servers.disposeAsync()
    rmSync(folder, {recursive: true, force: true})
  })

  const order = (data: string, change: Partial<RunCrawlOptions> = {}): RunCrawlOptions => ({
    folder: data,
    store: undefined,
    master: 'http://127.11.0.1',
    hosts: [],
    contact: 'lab@example.com',
    ca,
    timeoutMs: 4000,
    politeness: {budget: 20, gapMs: 1},
    concurrency: 16,
    failures: 2,
    maxAgeDays: 2,
    seed: 1,
    ...change,
  })
  const run = async (change: RunCrawlOptions) => {
    const done = await runCrawl(change, () => {}, AbortSignal.timeout(60_000))
    const {hosts, crawled} = done
    return {
      exit: crawlExit(done).exit,
      text: crawlText(hosts, crawled, Date.now()),
      byName: (name: string) => hosts.find(({host}) => host === name),
    }
  }

  test('identifies good, stale, corrupted, empty, busy, hanging and dripping mirrors, and finds https', async () => {
    using data = dataFolder([
      {name: 'both', urls: ['http://127.11.0.2', 'https://127.11.0.2']},
      {name: 'hidden-tls', urls: ['http://127.11.0.3']},
      {name: 'stale', urls: ['http://127.11.0.4']},
      {name: 'corrupt', urls: ['http://127.11.0.5']},
      {name: 'empty', urls: ['http://127.11.0.6']},
      {name: 'busy', urls: ['http://127.11.0.7']},
      {name: 'hanging', urls: ['http://127.11.0.8']},
      {name: 'dripping', urls: ['http://127.11.0.9']},
      {name: 'rsync', urls: ['rsync://127.11.0.10:8730/pub']},
      {name: 'gone', urls: ['http://127.11.0.99', 'http://127.11.0.2']},
    ])
    const {exit, text, byName} = await run(order(data.folder))
    expect(exit).toBe(2)
    expect(text).toContain('https://127.11.0.2: its certificate ends in 8 days\n')
    const state = (name: string) => byName(name)?.directories[0]?.state
    expect(
      Object.fromEntries(
        ['both', 'hidden-tls', 'stale', 'corrupt', 'empty', 'busy', 'hanging', 'dripping', 'rsync', 'gone'].map((name) => [
          name,
          state(name),
        ]),
      ),
    ).toEqual({
      both: 'current',
      'hidden-tls': 'current',
      stale: 'stale',
      corrupt: 'corrupt',
      empty: 'missing',
      busy: 'unreachable',
      hanging: 'unreachable',
      dripping: 'unreachable',
      rsync: 'current',
      gone: 'current',
    })
    expect(byName('both')?.families).toBe('IPv4')
    expect(Date.parse(byName('both')?.urls[0]?.certificateEnds ?? '')).toBeGreaterThan(Date.now() + 8 * 86_400_000)
    expect(byName('hidden-tls')?.offers).toEqual([{http: 'http://127.11.0.3', https: 'https://127.11.0.3'}])
    expect(byName('stale')?.directories[0]?.ageDays).toBe(4)
    expect(byName('gone')?.urls.find(({ok}) => !ok)?.reason).toBe('the connection was refused')
    expect(byName('hanging')?.error?.message).toBe('hanging cannot be reached: it did not answer within 4 s.')

    const {data: lists} = await listsOf(data.folder)
    expect(lists.sort()).toEqual(['both', 'busy', 'dripping', 'gone', 'hanging', 'hidden-tls', 'rsync'])
  })

  test('a second visit is conditional; silence excludes after the given number of visits, the first answer includes again', async () => {
    using data = dataFolder([
      {name: 'good', urls: ['http://127.11.0.2']},
      {name: 'late', urls: ['http://127.11.0.20']},
    ])
    await run(order(data.folder))
    expect((await listsOf(data.folder)).data).toEqual(['good', 'late'])
    await run(order(data.folder))
    expect((await listsOf(data.folder)).data).toEqual(['good'])
    // nginx writes its line when the answer is out, which may be after we have read it.
    await vi.waitFor(() => {
      const lines = readFileSync(join(folder, 'access.log'), 'utf8').split('\n')
      const ours = lines.filter((line) => line.includes('ops-mirrorlist/1 (mirror check; lab@example.com)'))
      expect(ours.some((line) => line.includes('GET /42/os/repodata/repomd.xml HTTP/1.1" 304 '))).toBe(true)
    }, 5000)

    mkdirSync(join(folder, 'late'), {recursive: true})
    await using server = await nginx(join(folder, 'late'), [{address: '127.11.0.20', root: join(folder, 'good')}], {cert: '', key: ''})
    expect(server).toBeDefined()
    const {exit} = await run(order(data.folder))
    expect(exit).toBe(0)
    expect((await listsOf(data.folder)).data).toEqual(['good', 'late'])
  })

  test('a running service uses the findings of the crawler, and shows them', async () => {
    using data = dataFolder([
      {name: 'good', urls: ['http://127.11.0.2']},
      {name: 'stale', urls: ['http://127.11.0.4']},
    ])
    await using server = await serving('127.11.0.200', {source: {kind: 'data', folder: data.folder}, workers: 1})
    const hosts = async () => (await server.get('/mirrorlist?repo=fedora-42&arch=x86_64')).hosts.sort()
    expect(await hosts()).toEqual(['127.11.0.2', '127.11.0.4'])
    await run(order(data.folder))
    expect(await until(hosts, (list) => list.length === 1)).toEqual(['127.11.0.2'])
    const page = (await server.get('/propagation')).text
    expect(page).toContain('pub/fedora/42/os')
    expect(page).toContain('Current<b>1</b>')
    expect(page).toContain('Older<b>1</b>')
  })

  test('https with an untrusted authority counts as unreachable', async () => {
    using data = dataFolder([
      {name: 'both', urls: ['http://127.11.0.2', 'https://127.11.0.2']},
      {name: 'other', urls: ['http://127.11.0.3']},
    ])
    const {byName} = await run(order(data.folder, {ca: undefined}))
    expect(byName('both')?.urls.find(({url}) => url.startsWith('https'))?.reason).toMatch(/^its certificate is not trusted/)
    expect(byName('both')?.directories[0]?.state).toBe('current')
    expect(byName('other')?.offers).toEqual([])
  })
})

/** Hosts that the lists made of the folder hold for the repository's metadata. */
async function listsOf(folder: string): Promise<{data: string[]}> {
  const cache = dataToCache(await loadData(folder), now)
  const directory = [...cache.directories()].find((found) => found.directory === 'pub/fedora/42/os/repodata')
  return {data: (directory?.global ?? []).map((id) => cache.hostNames?.get(id) ?? '').sort()}
}
