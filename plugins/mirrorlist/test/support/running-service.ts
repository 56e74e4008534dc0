import {once} from 'node:events'
import type {AddressInfo} from 'node:net'
import {request} from 'node:http'
import type {MirrorCache} from '../../src/cache/mirror-cache.ts'
import {type AccessCounter, noCounter} from '../../src/count/access-counter.ts'
import type {CountryLookup} from '../../src/geoip/country-lookup.ts'
import {mirrorlistServer} from '../../src/http/server.ts'
import {MirrorlistService} from '../../src/http/service.ts'
import {addressSet} from '../../src/net/address-set.ts'
import type {Policy} from '../../src/select/plan.ts'
import {seededRandom} from '../../src/random/seeded-random.ts'
import {compile} from '../../src/snapshot/compile.ts'
import {loadSnapshot, type Snapshot} from '../../src/snapshot/snapshot.ts'
import {encodeSnapshot} from '../../src/snapshot/snapshot-file.ts'

export interface Reply {
  status: number
  type: string
  text: string
  header: (name: string) => string | undefined
  /** Lines that are no comments. */
  urls: string[]
  /** Hosts of those, in order. */
  hosts: string[]
}

export interface RunningOptions {
  countries?: Record<string, string>
  policy?: Partial<Policy>
  trusted?: string[]
  netblocks?: string
  counter?: AccessCounter
  orderReuse?: number
  now?: () => number
  /** Loopback address to listen on. */
  address?: string
}

export function snapshotOf(cache: MirrorCache, netblocks?: string): Snapshot {
  const {sections} = compile({cache, ...(netblocks === undefined ? {} : {netblocks: {text: netblocks, file: 'global_netblocks.txt'}})})
  return loadSnapshot(encodeSnapshot(sections, {generation: 7, time: cache.time}).bytes, 'test', {verify: true})
}

export const lookupOf = (countries: Record<string, string>): CountryLookup => ({
  description: 'test',
  country: (address) => countries[address],
})

/** The service behind its real HTTP server on a loopback address. */
export async function running(cache: MirrorCache, options: RunningOptions = {}) {
  const {countries = {}, policy, trusted = ['127.0.0.0/8'], counter = noCounter, orderReuse = 1, address = '127.10.0.1'} = options
  const service = new MirrorlistService(snapshotOf(cache, options.netblocks), {
    policy: {minimum: 5, order: 'stop', ...policy},
    trusted: addressSet(trusted),
    random: seededRandom(42),
    counter,
    orderReuse,
    now: options.now ?? Date.now,
  })
  service.useCountries(lookupOf(countries))
  const server = mirrorlistServer({service: () => service})
  server.listen(0, address)
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  return {
    service,
    port,
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') => get(address, port, path, headers, method),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export async function get(host: string, port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  const sent = request({host, port, path, headers, method, agent: false, timeout: 100_000}).end()
  sent.once('timeout', () => sent.destroy(new Error('no answer within 10 s')))
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage]
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString()
  const urls = text.split('\n').filter((line) => /^[a-z]+:\/\//.test(line))
  return {
    status: response.statusCode ?? 0,
    type: response.headers['content-type'] ?? '',
    text,
    header: (name) => response.headers[name]?.toString(),
    urls,
    hosts: urls.map((url) => new URL(url).hostname),
  }
}
