import {cp, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {once} from 'node:events'
import {createServer} from 'node:http'
import {type AddressInfo, connect} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {sampleFolder} from '../src/data/sample.ts'
import {nextGeneration, publish} from '../src/publish/publish.ts'
import {sourceOf} from '../src/build/choose-source.ts'
import {buildSnapshot} from '../src/snapshot/build-snapshot.ts'
import {mmdb} from './support/mmdb.ts'
import {serving, until} from './support/serving.ts'

const path = '/mirrorlist?repo=free-fedora-rawhide&arch=x86_64'
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-serve-'))
  await cp(sampleFolder(), folder, {recursive: true})
})
afterEach(() => rm(folder, {recursive: true}))

/** Asks all the time until told to stop; gives back how many answers there were and what went wrong. */
function hammer(get: (path: string) => Promise<{status: number; urls: string[]}>) {
  let going = true
  const result = {answers: 0, failures: [] as string[]}
  const loop = async () => {
    while (going) {
      const outcome = await get(path).then(
        ({status, urls}) => (status === 200 && urls.length > 0 ? 'ok' : `status ${status}`),
        (error: Error) => error.message,
      )
      if (outcome === 'ok') result.answers++
      else result.failures.push(outcome)
    }
  }
  const loops = Promise.all([loop(), loop(), loop(), loop()])
  return async () => {
    going = false
    await loops
    return result
  }
}

const workerPids = async (server: {metrics: () => Promise<string>}) =>
  (await server.metrics()).match(/worker_memory_bytes\{worker="\d+"\} [1-9]/g)?.length ?? 0

describe('the service', () => {
  test('answers from several processes and several addresses, and ends when the last answer is out', async () => {
    const listen = [
      {host: '127.10.2.1', port: 0},
      {host: '127.10.2.2', port: 0},
    ]
    await using server = await serving('127.10.2.1', {listen})
    expect((await server.get(path)).hosts.length).toBeGreaterThan(5)
    const second = await server.event('listening', (event) => event['listener'] === 'mirrorlist-2')
    expect(String(second['address'])).toMatch(/^127\.10\.2\.2:/)
    expect(await server.get('/healthz')).toMatchObject({status: 200, text: 'ok\n'})
    expect((await server.get('/elsewhere')).text).toBe("We don't serve their kind here!")
    const metrics = await server.metrics()
    expect(metrics).toMatch(/ops_mirrorlist_answers_total\{code="200"\} [1-9]/)
    expect(await workerPids(server)).toBe(2)
    server.stop()
    expect(await server.ended).toEqual({cut: []})
    await expect(server.get(path)).rejects.toThrow('ECONNREFUSED')
  })

  test('a connection that idles is closed at the end, and does not hold it up', async () => {
    await using server = await serving('127.10.2.3', {workers: 1})
    const socket = connect(server.port, '127.10.2.3')
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await once(socket, 'data')
    server.stop()
    await once(socket.resume(), 'close')
    expect(await server.ended).toEqual({cut: []})
  })

  test('wrong options are refused at the start', async () => {
    await expect(serving('127.10.2.12', {trusted: ['localhost']})).rejects.toThrow('"localhost" is not an address or a prefix.')
    await expect(serving('127.10.2.12', {source: {kind: 'cache', file: '/nonexistent'}})).rejects.toMatchObject({
      code: 'MIRRORLIST_INPUT_MISSING',
      hint: expect.stringMatching(/^name .* with --cache$/),
    })
    expect(() => sourceOf({from: 'data.example.org'})).toThrow('"data.example.org" is not an http or https URL.')
  })

  test('an address in use is named', async () => {
    await using server = await serving('127.10.2.4', {workers: 1})
    await expect(serving('127.10.2.4', {listen: [{host: '127.10.2.4', port: server.port}], workers: 1})).rejects.toThrow(
      `The mirrorlist service cannot listen on 127.10.2.4:${server.port}: address already in use.`,
    )
  })
})

describe('workers that are killed', () => {
  test('are replaced; clients that connect meanwhile are answered, even when all workers are dead', async () => {
    await using server = await serving('127.10.2.5')
    const ready = () => server.events.filter(({type}) => type === 'ops.mirrorlist.worker-ready/1').map((event) => Number(event['pid']))
    expect(ready()).toHaveLength(2)
    await server.get(path)
    const answered = async () => Number(/answers_total\{code="200"\} (\d+)/.exec(await server.metrics())?.[1])
    const before = await answered()
    for (const pid of ready()) process.kill(pid, 'SIGKILL')
    // All are dead now: these wait for the first that is ready again.
    const answers = await Promise.all(Array.from({length: 20}, () => server.get(path).catch((error: Error) => error.message)))
    const lost = answers.filter((answer) => typeof answer === 'string')
    // A connection that was on its way into a dying process goes down with it: at most one for each.
    expect(lost.length).toBeLessThanOrEqual(2)
    await until(
      async () => ready(),
      (pids) => pids.length === 4,
    )
    expect(await workerPids(server)).toBe(2)
    expect(await server.metrics()).toContain('ops_mirrorlist_worker_restarts_total 2')
    // Counters never fall, or rates would be wrong.
    expect(await answered()).toBeGreaterThanOrEqual(before + answers.length - lost.length)
  })
})

describe('data that change', () => {
  test('are swapped in under load without a failed request; a bad file is reported and the older data stay in use', async () => {
    await using server = await serving('127.10.2.6', {source: {kind: 'data', folder}})
    const stop = hammer(server.get)
    const first = (await server.ready()).generation
    const site = join(folder, 'mirrors', 'br-delta.yaml')
    const good = await readFile(site, 'utf8')
    await writeFile(site, good.replace('country: BR', 'country: Brazil'))
    const bad = await until(server.ready, ({degraded}) => degraded)
    expect(bad.generation).toBe(first)
    expect(bad.problems['data']).toContain('mirrors/br-delta.yaml:4:14: hosts.0.country: must be an ISO 3166-1 code')
    // It serves, so it is ready; only the strict check fails.
    expect(await server.get('/readyz')).toMatchObject({status: 200})
    expect(await server.get('/readyz?strict')).toMatchObject({status: 503, text: expect.stringContaining('"degraded":true')})
    expect(await server.metrics()).toContain('ops_mirrorlist_problem{about="data"} 1')
    await writeFile(site, good.replaceAll('mirror.delta.example', 'new.delta.example'))
    const corrected = await until(server.ready, ({generation}) => generation > first)
    expect(corrected.problems).toEqual({})
    expect((await server.get('/readyz?strict')).status).toBe(200)
    expect((await server.get(`${path}&country=BR`)).hosts).toEqual(['new.delta.example'])
    const {answers, failures} = await stop()
    expect(failures).toEqual([])
    expect(answers).toBeGreaterThan(50)
  })

  test('after many quick changes the last one counts, and no request fails', async () => {
    await using server = await serving('127.10.2.7', {source: {kind: 'data', folder}, workers: 1})
    const stop = hammer(server.get)
    const site = join(folder, 'mirrors', 'br-delta.yaml')
    const good = await readFile(site, 'utf8')
    for (let round = 0; round < 40; round++) {
      await writeFile(site, good.replaceAll('mirror.delta', round % 3 === 0 ? 'half: [' : `m${round}.delta`))
      process.emit('SIGHUP')
    }
    await until(
      async () => (await server.get(`${path}&country=BR`)).hosts[0],
      (host) => host === 'mirror.delta.example' || host?.startsWith('m') === true,
    )
    await writeFile(site, good.replaceAll('mirror.delta', 'last.delta'))
    await until(
      async () => (await server.get(`${path}&country=BR`)).hosts[0],
      (host) => host === 'last.delta.example',
    )
    expect((await stop()).failures).toEqual([])
  })
})

test('a country database that becomes unusable is reported and not used, and used again once it is correct', async () => {
  const geoip = join(folder, 'countries.mmdb')
  await writeFile(geoip, mmdb({'198.18.0.0/16': 'FR'}))
  await using server = await serving('127.10.2.8', {geoip})
  const country = async () => (await server.get(`${path}&ip=198.18.0.1`)).text.match(/country = (\w+)/)?.[1]
  expect(await country()).toBe('FR')
  await writeFile(geoip, 'garbage')
  const {problems} = await until(server.ready, ({degraded}) => degraded)
  expect(problems['countries']).toMatch(/is not a usable country database/)
  expect(await country()).toBe('FR')
  await writeFile(geoip, mmdb({'198.18.0.0/16': 'DE'}, 'flat'))
  await until(server.ready, ({degraded}) => !degraded)
  expect(await country()).toBe('DE')
})

describe('replicas', () => {
  test('pull publications, use only whole ones, and work without the publisher', async () => {
    const www = join(folder, 'www')
    const source = {kind: 'data', folder} as const
    const push = async () => publish(await buildSnapshot({source, generation: await nextGeneration(www, Date.now()), now: Date.now()}), www)
    const first = await push()
    const asked: string[] = []
    let spoil = false
    const publisher = createServer(async (request, response) => {
      const bytes = await readFile(join(www, request.url?.slice(1) ?? ''))
      const etag = `"${bytes.length}-${first.generation}-${bytes.subarray(-8).toString('hex')}"`
      asked.push(`${request.url} ${request.headers['if-none-match'] === etag ? 304 : 200}`)
      if (request.headers['if-none-match'] === etag) response.writeHead(304).end()
      else if (spoil && request.url?.endsWith('.bin')) response.end(bytes.fill(7, 100, 200))
      else response.writeHead(200, {etag}).end(bytes)
    }).listen(0, '127.10.2.9')
    await once(publisher, 'listening')
    const url = `http://127.10.2.9:${(publisher.address() as AddressInfo).port}/`
    await using server = await serving('127.10.2.10', {source: {kind: 'from', url}, workers: 1})
    expect((await server.ready()).generation).toBe(first.generation)
    await until(
      async () => asked,
      (list) => list.includes('/latest.json 304'),
    )

    spoil = true
    const second = await push()
    const spoiled = await until(server.ready, ({degraded}) => degraded)
    expect(spoiled.generation).toBe(first.generation)
    expect(spoiled.problems['pull']).toContain('its digest does not match')
    spoil = false
    expect((await until(server.ready, ({generation}) => generation > first.generation)).generation).toBe(second.generation)

    // An older publication, as after a backup was restored: not used, and reported.
    const {file} = second
    await rm(join(www, file))
    await writeFile(join(www, 'latest.json'), JSON.stringify(first))
    const back = await until(server.ready, ({degraded}) => degraded)
    expect(back.problems['pull']).toContain(
      `offers generation ${first.generation}, which is older than the served generation ${second.generation}`,
    )
    expect(back.generation).toBe(second.generation)

    publisher.closeAllConnections()
    publisher.close()
    await until(server.ready, ({problems}) => problems['pull']?.includes('was not fetched') === true)
    expect((await server.get(path)).status).toBe(200)
  })

  test('keep three snapshots, and generations only grow', async () => {
    const www = join(folder, 'www')
    const generations: number[] = []
    for (let round = 0; round < 5; round++) {
      const generation = await nextGeneration(www, 1_000_000)
      generations.push((await publish(await buildSnapshot({source: {kind: 'data', folder}, generation, now: 1_000_000}), www)).generation)
    }
    expect(generations).toEqual([1000, 1001, 1002, 1003, 1004])
    const latest = JSON.parse(await readFile(join(www, 'latest.json'), 'utf8'))
    expect(latest.file).toBe('snapshot-1004.bin')
    await expect(readFile(join(www, 'snapshot-1001.bin'))).rejects.toThrow('ENOENT')
    await expect(readFile(join(www, 'snapshot-1002.bin'))).resolves.toBeDefined()
    // Also when latest.json is lost, whatever the clock says.
    await rm(join(www, 'latest.json'))
    expect(await nextGeneration(www, 500_000)).toBe(1005)
  })
})
