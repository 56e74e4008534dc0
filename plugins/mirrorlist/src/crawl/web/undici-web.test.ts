import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import nock from 'nock'
import {afterEach, beforeEach, describe, expect, onTestFinished, test} from 'vitest'
import {undiciWeb} from './undici-web.ts'

const open = async () => {
  const web = await undiciWeb({timeoutMs: 500, userAgent: 'ops-mirrorlist/1 (mirror check; a@example.com)'})
  onTestFinished(() => web[Symbol.asyncDispose]())
  return web
}
const signal = () => AbortSignal.timeout(100_000)

describe('requests and responses', () => {
  beforeEach(() => nock.disableNetConnect())
  afterEach(() => {
    nock.cleanAll()
    nock.enableNetConnect()
    nock.restore()
    nock.activate()
  })

  test('names itself, asks only for what changed, and reads the stamps', async () => {
    nock('http://m1.test', {
      reqheaders: {
        'user-agent': 'ops-mirrorlist/1 (mirror check; a@example.com)',
        'if-none-match': '"1"',
        'if-modified-since': 'Fri, 20 Nov 2026 10:00:00 GMT',
      },
    })
      .get('/f/repodata/repomd.xml')
      .reply(304, '', {etag: '"1"', 'last-modified': 'Fri, 20 Nov 2026 10:00:00 GMT'})
    const web = await open()
    const input = {etag: '"1"', lastModified: 'Fri, 20 Nov 2026 10:00:00 GMT'}
    expect(await web.fetch('http://m1.test/f/repodata/repomd.xml', input, signal())).toMatchObject({status: 304, ...input, requests: 1})
    expect(nock.isDone()).toBe(true)
  })

  test('follows redirects and counts them, but not endlessly and only to http URLs', async () => {
    nock('http://m1.test').get('/a').reply(301, '', {location: 'https://m2.test/b'})
    nock('https://m2.test').get('/b').reply(200, 'x')
    nock('http://m1.test').get('/loop').times(9).reply(302, '', {location: '/loop'})
    nock('http://m1.test').get('/out').reply(302, '', {location: 'file:///etc/passwd'})
    const web = await open()
    expect(await web.fetch('http://m1.test/a', {}, signal())).toMatchObject({status: 200, url: 'https://m2.test/b', requests: 2})
    await expect(web.fetch('http://m1.test/loop', {}, signal())).rejects.toThrow('it redirects more than 4 times')
    await expect(web.fetch('http://m1.test/out', {}, signal())).rejects.toThrow('it redirects to something other than an http URL')
  })

  test('reads Retry-After, and at most the size of a repomd.xml', async () => {
    nock('http://m1.test').get('/busy').reply(503, '', {'retry-after': '120'})
    nock('http://m1.test')
      .get('/huge')
      .reply(200, Buffer.alloc(5 << 20))
    const web = await open()
    expect(await web.fetch('http://m1.test/busy', {}, signal())).toMatchObject({status: 503, retryAfterMs: 120_000})
    await expect(web.fetch('http://m1.test/huge', {}, signal())).rejects.toThrow('its answer has more than 4 MB')
  })

  test.each([
    ['ECONNREFUSED', 'the connection was refused'],
    ['ENOTFOUND', 'its name does not resolve'],
    ['CERT_HAS_EXPIRED', 'its certificate has expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is not trusted (SELF_SIGNED_CERT_IN_CHAIN)'],
    ['EPROTO', 'it does not speak TLS here (EPROTO)'],
    ['HPE_INVALID_CONSTANT', 'it does not speak HTTP here (HPE_INVALID_CONSTANT)'],
    ['UND_ERR_HEADERS_OVERFLOW', 'its headers are too long'],
    ['UND_ERR_CONNECT_TIMEOUT', 'it did not answer within 0.5 s'],
  ])('%s is "%s"', async (code, words) => {
    nock('https://m1.test')
      .get('/')
      .replyWithError(Object.assign(new Error('x'), {code}))
    const web = await open()
    await expect(web.fetch('https://m1.test/', {}, signal())).rejects.toThrow(words)
  })
})

test('sends over the given family', async () => {
  const peers: string[] = []
  const listen = (host: string, port: number) =>
    new Promise<Server>((resolve, reject) => {
      const server = createServer((request, response) => {
        peers.push(request.socket.localAddress ?? '')
        response.end('x')
      })
      onTestFinished(() => void server.close())
      server.once('error', reject).listen(port, host, () => resolve(server))
    })
  const {port} = (await listen('127.11.21.2', 0)).address() as AddressInfo
  await listen('::1', port)
  const lookup = async () => [
    {address: '127.11.21.2', family: 4},
    {address: '::1', family: 6},
  ]
  const web = await undiciWeb({timeoutMs: 500, userAgent: 'x', lookup})
  onTestFinished(() => web[Symbol.asyncDispose]())
  await web.fetch(`http://m1.test:${port}/`, {family: 6}, signal())
  await web.fetch(`http://m1.test:${port}/`, {family: 4}, signal())
  expect(peers).toEqual(['::1', '127.11.21.2'])
  expect(await web.families('m1.test')).toEqual([4, 6])
  expect(await web.families('127.11.0.1')).toEqual([4])
  expect(await web.families('[::1]')).toEqual([6])
})
