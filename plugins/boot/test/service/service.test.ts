import {createSocket} from 'node:dgram'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import type {BootServer} from '../../src/serve/boot-server.ts'
import {decodePacket} from '../../src/tftp/packet.ts'
import {rawFetch} from './raw-client.ts'
import {startService} from './start-service.ts'

const top = mkdtempSync(join(tmpdir(), 'ops-service-'))
const root = join(top, 'root')
const address = '127.30.2.1'
let server: BootServer
const get = (file: string, more = {}) => rawFetch({address, port: server.ports.tftp ?? 0, file, ...more})
const http = (path: string, init = {}) => fetch(`http://${address}:${server.ports.http}${path}`, init)

beforeAll(async () => {
  mkdirSync(root)
  writeFileSync(join(root, 'text'), 'line\nline\r')
  writeFileSync(join(root, 'big'), Buffer.alloc(70 << 20, 'abcdefg'))
  writeFileSync(join(top, 'secret'), 'secret')
  symlinkSync('../secret', join(root, 'link'))
  server = await startService(root, address)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(top, {recursive: true})
})

describe('TFTP', () => {
  test('a file, with and without options', async () => {
    expect((await get('text')).bytes.toString()).toBe('line\nline\r')
    const {bytes, oack} = await get('/text', {
      options: [
        {name: 'TSIZE', value: '0'},
        {name: 'blksize', value: '8'},
        {name: 'nonsense', value: '1'},
      ],
    })
    expect(bytes.toString()).toBe('line\nline\r')
    expect(oack).toEqual([
      {name: 'TSIZE', value: '10'},
      {name: 'blksize', value: '8'},
    ])
  })

  test('netascii, without tsize', async () => {
    const {bytes, oack} = await get('text', {mode: 'NetASCII', options: [{name: 'tsize', value: '0'}]})
    expect(bytes.toString()).toBe('line\r\nline\r\0')
    expect(oack).toBeUndefined()
  })

  test('a file that is too large for the cache', async () => {
    const {bytes} = await get('big', {options: [{name: 'blksize', value: '65464'}]})
    expect(bytes.equals(Buffer.alloc(70 << 20, 'abcdefg'))).toBe(true)
    expect(server.cache.held).toBeLessThan(33 << 20)
  })

  test.each([
    ['nothing', 'octet', 1],
    ['../secret', 'octet', 2],
    ['link', 'octet', 2],
    ['text', 'mail', 4],
  ])('%s in mode %s is refused with ERROR %i', async (file, mode, code) => expect((await get(file, {mode})).error?.code).toBe(code))

  test('where a symlink leads is for our log alone', async () => {
    expect((await get('link')).error?.message).toBe('Access violation')
    expect(server.hub.recent.at(-1)).toMatchObject({reason: expect.stringContaining(join(top, 'secret'))})
    expect(await (await http('/link')).text()).not.toContain(top)
  })

  test('a client with a running transfer gets an ERROR when the server stops', async () => {
    const stopping = await startService(root, '127.30.2.3')
    const client = createSocket('udp4')
    const next = async () => (await once(client, 'message')) as [Buffer, {port: number}]
    client.send(Buffer.from('\0\u0001big\0octet\0', 'latin1'), stopping.ports.tftp ?? 0, '127.30.2.3')
    const [, {port}] = await next()
    client.send(Buffer.from([0, 4, 0, 1]), port, '127.30.2.3')
    await next()
    const [[last]] = await Promise.all([next(), stopping[Symbol.asyncDispose]()])
    client.close()
    expect(decodePacket(last)).toEqual({kind: 'error', code: 0, message: 'The server stops'})
  })

  test('writing is refused and changes nothing', async () => {
    expect((await get('text', {kind: 'wrq'})).error).toEqual({code: 2, message: 'This server is read-only'})
    expect((await get('text')).bytes.toString()).toBe('line\nline\r')
  })

  test('a changed file is read again', async () => {
    writeFileSync(join(root, 'changing'), 'one')
    expect((await get('changing')).bytes.toString()).toBe('one')
    writeFileSync(join(root, 'changing'), 'second')
    expect((await get('changing')).bytes.toString()).toBe('second')
  })

  test('clients of other networks get no answer', async () => {
    await using closed = await startService(root, '127.30.2.2', {
      limits: {allow: ['10.0.0.0/8'], perClient: 9, total: 9, rate: 9, burst: 9},
    })
    await expect(rawFetch({address: '127.30.2.2', port: closed.ports.tftp ?? 0, file: 'text', quietMs: 300})).rejects.toThrow('no answer')
    expect(closed.activity.totals.refused).toEqual({network: 1})
  })

  test('IPv6', async () => {
    await using six = await startService(root, '::1')
    expect((await rawFetch({address: '::1', port: six.ports.tftp ?? 0, file: 'text'})).bytes.toString()).toBe('line\nline\r')
  })
})

describe('HTTP', () => {
  test('the same file complete, a range of it, and only its header', async () => {
    const whole = await http('/text')
    expect([whole.status, await whole.text()]).toEqual([200, 'line\nline\r'])
    const part = await http('/text', {headers: {range: 'bytes=5-'}})
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 5-9/10', 'line\r'])
    const head = await http('/text', {method: 'HEAD'})
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', ''])
    expect((await http('/text', {headers: {range: 'bytes=99-'}})).status).toBe(416)
  })

  test('a range of a HEAD request is ignored', async () => {
    const head = await http('/text', {method: 'HEAD', headers: {range: 'bytes=5-'}})
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
  })

  test('an unchanged copy is not sent again, a changed one is', async () => {
    const etag = (await http('/text')).headers.get('etag') ?? ''
    const again = await http('/text', {headers: {'if-none-match': etag}})
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])
    expect((await http('/text', {headers: {'if-none-match': '"old"'}})).status).toBe(200)
    expect((await http('/text', {headers: {'if-match': '"old"'}})).status).toBe(412)
  })

  test('a client that disconnects has not received the file', async () => {
    const aborted = new AbortController()
    const {body} = await http('/big', {signal: aborted.signal})
    await body?.getReader().read()
    aborted.abort()
    await expect
      .poll(() => server.hub.recent.at(-1))
      .toMatchObject({event: 'http-ended', file: {raw: '/big'}, status: 200, complete: false})
  })

  test('with an If-Range of another version the whole file is sent', async () => {
    const etag = (await http('/text')).headers.get('etag') ?? ''
    expect((await http('/text', {headers: {range: 'bytes=0-1', 'if-range': etag}})).status).toBe(206)
    expect((await http('/text', {headers: {range: 'bytes=0-1', 'if-range': '"old"'}})).status).toBe(200)
  })

  test.each([
    ['/nothing', 404],
    ['/link', 403],
    ['/%2e%2e/secret', 404],
    ['/%2e%2e%2fsecret', 404],
    ['/%ff', 400],
    ['//text', 200],
    ['//', 403],
  ])('GET %s is %i', async (path, status) => expect((await http(path)).status).toBe(status))

  test('writing is refused', async () => expect((await http('/text', {method: 'PUT', body: 'x'})).status).toBe(405))

  test('a beacon becomes an event', async () => {
    expect((await http('/beacon?stage=nfs&state=ok&uptime=12.5&mac=00:1A:64:00:00:01&detail=vers%3D4.1')).status).toBe(200)
    expect(server.hub.recent.at(-1)).toMatchObject({
      event: 'beacon',
      stage: {raw: 'nfs'},
      state: {raw: 'ok'},
      uptimeS: 12.5,
      mac: '00:1a:64:00:00:01',
      detail: {raw: 'vers=4.1'},
    })
  })

  test('a large file whole', async () => {
    expect(Buffer.from(await (await http('/big')).arrayBuffer()).equals(Buffer.alloc(70 << 20, 'abcdefg'))).toBe(true)
  })
})

test('every fetch is an event with its figures', () => {
  const ended = server.hub.recent.filter((event) => event.event === 'tftp-ended' && event.outcome === 'done')
  expect(ended[0]).toMatchObject({file: {raw: 'text'}, size: 10, bytes: 10, retransmits: 0, client: '127.0.0.1'})
})
