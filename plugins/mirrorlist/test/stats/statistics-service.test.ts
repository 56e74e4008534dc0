import {mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {CountSum} from '../../src/stats/store/counts.ts'
import {StatsStore} from '../../src/stats/store/stats-store.ts'
import {serving, until} from '../support/serving.ts'

const agent = 'libdnf (Fedora Linux 41; coreos; Linux.x86_64)'
const dayBefore = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
const list = '/mirrorlist?repo=free-fedora-rawhide&arch=x86_64'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'ops-stats-'))
  onTestFinished(() => rmSync(made, {recursive: true, force: true}))
  return made
}

test('counts of all workers reach the file, the page and Prometheus; nothing of a client does', async () => {
  const files = folder()
  const statistics = join(files, 'stats.sqlite')
  {
    // As written before client programs were counted.
    using store = new StatsStore(statistics)
    const before = new CountSum()
    before.addOne('families', 'IPv6', 7)
    store.add(new Map([[dayBefore, before]]))
  }
  {
    await using server = await serving('127.11.20.1', {statistics, statisticsMs: 500})
    for (let round = 0; round < 20; round++) await server.get(`${list}&countme=2`, {'X-Forwarded-For': '192.0.2.77', 'User-Agent': agent})
    await server.get('/metalink?repo=free-fedora-rawhide&arch=x86_64&protocol=https', {'User-Agent': 'curl/8.5.0'})
    const metrics = await until(server.metrics, (text) => text.includes('_by_repository_total{repository="free-fedora-rawhide"} 21'))
    expect(metrics).toContain('ops_mirrorlist_accesses_by_countme_total{countme="first month"} 20')
    expect(metrics).toContain('ops_mirrorlist_accesses_by_protocol_total{protocol="https"} 1')
    expect(metrics).toContain('ops_mirrorlist_accesses_by_client_total{client="libdnf"} 20')
    expect(metrics).toContain('ops_mirrorlist_accesses_by_client_total{client="curl"} 1')
    // Counted in a worker, and not yet told to anybody: a normal end loses nothing.
    await server.get(list)
    server.stop()
    await server.ended
  }
  for (const secret of ['192.0.2.77', 'coreos', '8.5.0']) expect(readFileSync(statistics).includes(secret), secret).toBe(false)
  await using again = await serving('127.11.20.1', {statistics})
  const today = new Date().toISOString().slice(0, 10)
  const start = await again.get('/statistics')
  expect(start).toMatchObject({status: 302})
  expect(start.header('location')).toMatch(/^\/statistics\/\d{4}-\d\d-\d\d\/countries$/)
  expect(JSON.parse((await again.get(`/statistics/${today}/repositories.json`)).text)).toMatchObject({
    total: 22,
    names: [{name: 'free-fedora-rawhide', requests: 22, percent: 100}],
  })
  expect((await again.get(`/statistics/${today}/archs.csv`)).text).toBe(
    `date,category,name,percent,requests\r\n${today},archs,x86_64,100,22\r\n`,
  )
  expect((await again.get(`/statistics/${today}/clients.csv`)).text).toContain(`${today},clients,libdnf,90.91,20\r\n`)
  expect((await again.get(`/statistics/${today}/clients`)).text).toContain('Client program')
  expect(JSON.parse((await again.get(`/statistics/${dayBefore}/families.json`)).text)).toMatchObject({total: 7})
  expect((await again.get(`/statistics/${dayBefore}/clients`)).status).toBe(200)
  const page = await again.get(`/statistics/${today}/repositories`)
  expect(page.type).toBe('text/html; charset=utf-8')
  expect(page.text).toContain('free-fedora-rawhide</td>')
  for (const path of ['/statistics/2026-99-99/countries', '/statistics/2026-01-01/nothing', '/statistics/../x', '/propagation/x'])
    expect(await again.get(path), path).toMatchObject({status: 404})
})

test('when statistics cannot be written the service keeps answering and reports it; no count is lost', async () => {
  const files = folder()
  const statistics = join(files, 'stats.sqlite')
  // A folder where the file should be: as unwritable for root as for everyone.
  mkdirSync(statistics)
  await using server = await serving('127.11.20.2', {statistics, statisticsMs: 500, workers: 1})
  expect((await server.get(list)).status).toBe(200)
  expect((await server.event('problem')).about).toBe('statistics')
  const ready = await until(server.ready, ({degraded}) => degraded)
  expect(ready.problems['statistics']).toMatch(/^The statistics cannot be written to .*stats\.sqlite: /)
  expect(await server.metrics()).toContain('ops_mirrorlist_problem{about="statistics"} 1')
  rmSync(statistics, {recursive: true})
  await server.event('solved')
  expect(await server.metrics()).toContain('ops_mirrorlist_problem{about="statistics"} 0')
  const today = new Date().toISOString().slice(0, 10)
  const day = await until(
    async () => (await server.get(`/statistics/${today}/archs.json`)).text,
    (text) => text.includes('"total":1'),
  )
  expect(JSON.parse(day)).toMatchObject({names: [{name: 'x86_64', requests: 1}]})
})

test("--log writes MirrorManager's line, whatever a client sends", async () => {
  const log = join(folder(), 'access.log')
  await using server = await serving('127.11.20.3', {accessLog: log})
  await server.get(list, {'X-Forwarded-For': '192.0.2.77'})
  await server.get('/mirrorlist?path=fedora')
  await server.get('/mirrorlist?repo=free-fedora-rawhide&arch=x86_64%0AIP:%20forged;%20x')
  server.stop()
  await server.ended
  const today = new Date().toISOString().slice(0, 10)
  const lines = readFileSync(log, 'utf8').split('\n')
  expect(lines[0]).toMatch(
    new RegExp(`^IP: 192\\.0\\.2\\.77; DATE: ${today}; COUNTRY: (N/A|[A-Z]{2}); REPO: free-fedora-rawhide; ARCH: x86_64$`),
  )
  expect(lines.slice(1)).toEqual([''])
})
