import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'
import {network, publicHosts} from '../../test/support/network.ts'
import {running} from '../../test/support/running-service.ts'
import {sampleFolder} from '../data/sample.ts'
import {sendQuery} from './send-query.ts'

const signal = () => AbortSignal.timeout(100_000)
const request = {repo: 'fedora-42', arch: 'x86_64'}

test('a server that does not trust ip= gives no answer about another client', async () => {
  const address = '127.10.4.1'
  const cache = network({hosts: publicHosts({SE: 1})})
  const countries = {'192.0.2.1': 'SE'}
  await using strict = await running(cache, {address, trusted: [], countries})
  const url = `http://${address}:${strict.port}`
  await expect(sendQuery({kind: 'server', url}, {...request, ip: '192.0.2.1'}, signal())).rejects.toMatchObject({
    code: 'MIRRORLIST_IP_IGNORED',
    exit: 5,
  })
  expect(await sendQuery({kind: 'server', url}, request, signal())).toMatchObject({country: 'N/A'})
  await using open = await running(cache, {address, countries})
  const trusting = {kind: 'server', url: `http://${address}:${open.port}/`} as const
  expect(await sendQuery(trusting, {...request, ip: '192.0.2.1'}, signal())).toMatchObject({country: 'SE'})
})

test('a wrong query is refused with a hint', async () => {
  const data = {kind: 'local', source: {kind: 'data', folder: sampleFolder()}} as const
  await expect(sendQuery(data, {...request, ip: 'here'}, signal())).rejects.toThrow('"here" is not an IP address.')
  await expect(sendQuery(data, {repo: 'nope', arch: 'x86_64'}, signal())).rejects.toMatchObject({
    message: 'Unknown repository "nope" for "x86_64".',
    hint: expect.stringMatching(/^use one of free-fedora-42 x86_64, free-fedora-rawhide aarch64, /),
  })
  await expect(sendQuery(data, {repo: '', arch: ''}, signal())).rejects.toMatchObject({
    code: 'MIRRORLIST_REPOSITORY_MISSING',
    message: 'No repository was given.',
    hint: expect.stringMatching(/^give --repo and --arch \(free-fedora-42 x86_64, .*\), or --path$/),
    exit: 64,
  })
  await expect(sendQuery(data, {path: 'nope'}, signal())).rejects.toThrow('The data answers 404: error: invalid path')
})

test('JSON of another service is refused', async () => {
  const server = createServer((_request, response) => response.writeHead(404).end('{"error":"no such page"}')).listen(0, '127.10.4.2')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.10.4.2:${(server.address() as AddressInfo).port}`
  await expect(sendQuery({kind: 'server', url}, request, signal())).rejects.toMatchObject({code: 'MIRRORLIST_SERVER_REFUSED'})
})
