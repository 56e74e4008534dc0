import {connect} from 'node:net'
import {once} from 'node:events'
import fc from 'fast-check'
import {expect, test, vi} from 'vitest'
import {bodyText} from '../src/http/answer.ts'
import {limits} from '../src/http/server.ts'
import {seededRandom} from '../src/random/seeded-random.ts'
import {attack} from './support/attack.ts'
import {network, os, publicHosts} from './support/network.ts'
import {running} from './support/running-service.ts'

const hosts = [
  ...publicHosts({SE: 3, US: 6}),
  {id: 30, country: 'SE', private: true, urls: ['https://p.test/x'], netblocks: ['10.0.0.0/8', '::/3']},
]
const cache = () =>
  network({
    hosts,
    repositories: [
      ['fedora-42+x86_64', os],
      ['hole+x86_64', 'pub/gone'],
    ],
  })

test('5,000 malformed requests: no crash, no status but the documented ones, no growing memory', async () => {
  await using server = await running(cache(), {countries: {'192.0.2.1': 'SE', '127.0.0.1': 'ZZ'}, address: '127.10.4.1', orderReuse: 8})
  const random = seededRandom(2026)
  await attack('127.10.4.1', server.port, 1500, random)
  const before = process.memoryUsage().rss
  const {statuses, wrong} = await attack('127.10.4.1', server.port, 3500, random)
  expect(wrong).toEqual([])
  for (const status of ['200', '302', '400', '404', '500']) expect(statuses.get(status) ?? 0, status).toBeGreaterThan(0)
  expect(process.memoryUsage().rss - before).toBeLessThan(64e6)
  expect((await server.get('/mirrorlist?repo=fedora-42&arch=x86_64')).status).toBe(200)
})

test('any text as any parameter is answered by lists without foreign lines and by XML without foreign elements', async () => {
  await using server = await running(cache(), {address: '127.10.4.2'})
  const text = fc.oneof(fc.string(), fc.string({unit: 'binary'}), fc.constantFrom('\n', '-->', '<x>', '%', os, 'fedora-42'))
  const origin = {peer: '127.0.0.1', rawHeaders: []}
  const name = fc.constantFrom(
    'repo',
    'arch',
    'path',
    'country',
    'protocol',
    'ip',
    'limit',
    'family',
    'exclude_country',
    'time',
    'strict',
    'netblock',
    'redirect',
    'explain',
    'format',
  )
  fc.assert(
    fc.property(
      fc.constantFrom('/mirrorlist', '/metalink'),
      fc.array(fc.tuple(name, text), {maxLength: 6}),
      fc.boolean(),
      (path, parameters, encoded) => {
        const query = parameters
          .map(
            ([key, value]) =>
              `${key}=${
                encoded
                  ? Buffer.from(value)
                      .toString('latin1')
                      .replace(/[^\w]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
                  : value
              }`,
          )
          .join('&')
        const {
          status,
          type,
          body,
          headers = [],
        } = server.service.answer(`${path}?repo=fedora-42&arch=x86_64&${query}`, origin) ?? {status: 0, type: '', body: ''}
        expect([200, 302, 404, 500]).toContain(status)
        const printed = bodyText({body})
        expect(printed).toMatch(/^[\x20-\x7e\n]*$/)
        for (const header of headers) expect(header).toMatch(/^[\x20-\x7e]*$/)
        if (type === 'text/plain' && status === 200)
          for (const line of printed.split('\n')) expect(line).toMatch(/^(#.*|https?:\/\/.*|rsync:\/\/.*|repo disabled|)$/)
        if (type === 'application/metalink+xml')
          expect(
            printed
              .replace(/<!--[\s\S]*?-->/g, '')
              .match(/<(?!\/?(metalink|files?|mm0:\w+|size|verification|hash|resources|url)\b|\?xml)/g),
          ).toBeNull()
      },
    ),
    {numRuns: 3000},
  )
})

test('a slow loris is disconnected, and others are served meanwhile', async () => {
  vi.useRealTimers()
  await using server = await running(cache(), {address: '127.10.4.3'})
  const lorises = Array.from({length: 50}, () => connect({host: '127.10.4.3', port: server.port}))
  const started = performance.now()
  for (const socket of lorises) {
    socket.on('error', () => {})
    socket.write('GET /mirrorlist?repo=fedora-42 HTTP/1.1\r\nHost: x\r\nX-')
  }
  expect((await server.get('/mirrorlist?repo=fedora-42&arch=x86_64')).status).toBe(200)
  await Promise.all(lorises.map((socket) => once(socket.resume(), 'close')))
  expect(performance.now() - started).toBeLessThan(limits.headersMs + 2 * limits.checkMs + 60_000)
})

test('a request line or headers beyond 8 KiB are refused as such', async () => {
  await using server = await running(cache(), {address: '127.10.4.4'})
  expect((await server.get(`/mirrorlist?path=${'a'.repeat(9000)}`)).status).toBe(431)
  expect((await server.get(`/mirrorlist?path=${'a/'.repeat(3500)}`)).status).toBe(404)
})
