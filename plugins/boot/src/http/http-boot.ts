import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import type {BootContent, NotFound} from '../files/boot-content.ts'
import type {Source} from '../tftp/source.ts'
import {type ByteRange, readRange} from './range.ts'

/** One request from its start to its end, for tables and events. */
export interface HttpRecord {
  client: string
  path: string
  status: number
  bytes: number
  size: number
  host: string | undefined
}

/** What an initramfs tells about itself (`/beacon?stage=…&state=…`). */
export interface Beacon {
  client: string
  host: string | undefined
  stage: string
  state: string
  detail: string
  mac: string
  /** Seconds since the machine's kernel started, when it told. */
  uptimeS: number | undefined
}

export interface HttpBootDeps {
  content: BootContent
  allows(address: string): boolean
  hostOf(address: string, mac: string | undefined): string | undefined
  ended(record: HttpRecord): void
  beacon(beacon: Beacon): void
}

/** Bytes of one write: a slow client holds no more than the socket's own buffer. */
const stepBytes = 256 << 10
const statusOf: Record<NotFound['kind'], number> = {missing: 404, outside: 403, irregular: 403, unreadable: 403, locked: 403, broken: 500}

/** The same tree over HTTP: GET and HEAD, one byte range, ETag. */
export function httpBootServer(deps: HttpBootDeps): Server {
  return createServer({keepAlive: true, requestTimeout: 30_000}, (request, response) => {
    answer(request, response, deps).catch(() => response.destroy())
  })
}

async function answer(request: IncomingMessage, response: ServerResponse, deps: HttpBootDeps): Promise<void> {
  const client = plainAddress(request.socket.remoteAddress)
  const say = (status: number, text: string, headers = {}) =>
    void response.writeHead(status, {'content-type': 'text/plain', ...headers}).end(`${text}\n`)
  if (!deps.allows(client)) return void request.socket.destroy()
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, 'This server is read-only.', {allow: 'GET, HEAD'})
  const url = new URL(request.url ?? '/', 'http://boot')
  if (url.pathname === '/beacon') {
    deps.beacon(beaconOf(url.searchParams, client, deps))
    return say(200, 'ok')
  }
  const path = decoded(url.pathname)
  if (path === undefined) return say(400, 'The path is not valid UTF-8.')
  const found = await deps.content.resolve(path, {address: client, local: plainAddress(request.socket.localAddress)})
  const host = deps.hostOf(client, undefined)
  if (found.kind !== 'found') {
    deps.ended({client, path, status: statusOf[found.kind], bytes: 0, size: 0, host})
    return say(statusOf[found.kind], `${path}: ${found.detail}`)
  }
  await using source = found.source
  const headers = {
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag: `"${found.version}"`,
    ...(found.modified === undefined ? {} : {'last-modified': found.modified.toUTCString()}),
  }
  const range = rangeOf(request, found.version, source.size)
  if (range === 'unsatisfiable') return say(416, 'No such range.', {'content-range': `bytes */${source.size}`})
  const {start, end} = range ?? {start: 0, end: source.size}
  const partial = range === undefined ? {} : {'content-range': `bytes ${start}-${end - 1}/${source.size}`}
  response.writeHead(range === undefined ? 200 : 206, {...headers, ...partial, 'content-length': end - start})
  const bytes = request.method === 'HEAD' ? 0 : await send(source, start, end, response)
  response.end()
  deps.ended({client, path, status: response.statusCode, bytes, size: source.size, host})
}

/** An If-Range of another version asks for the whole file (RFC 9110 section 13.1.5). */
function rangeOf(request: IncomingMessage, version: string, size: number): ByteRange | 'unsatisfiable' | undefined {
  const condition = request.headers['if-range']
  if (condition !== undefined && condition !== `"${version}"`) return undefined
  return readRange(request.headers.range, size)
}

/** Bytes sent; fewer than asked when the client went away. */
async function send(source: Source, start: number, end: number, response: ServerResponse): Promise<number> {
  let offset = start
  const gone = new Promise<void>((resolve) => response.once('close', resolve))
  while (offset < end && !response.destroyed) {
    const wanted = Math.min(stepBytes - (offset % stepBytes), end - offset)
    const piece = source.slice(offset, wanted)
    if (piece === undefined) {
      await source.load(offset, wanted)
      continue
    }
    offset += piece.length
    if (!response.write(piece)) await Promise.race([gone, new Promise<void>((resolve) => response.once('drain', resolve))])
  }
  return offset - start
}

function beaconOf(query: URLSearchParams, client: string, deps: HttpBootDeps): Beacon {
  const text = (name: string) => (query.get(name) ?? '').slice(0, 500)
  const mac = text('mac').toLowerCase()
  const uptime = Number.parseFloat(text('uptime'))
  return {
    client,
    mac,
    host: deps.hostOf(client, mac === '' ? undefined : mac),
    stage: text('stage'),
    state: text('state'),
    detail: text('detail'),
    uptimeS: Number.isFinite(uptime) ? uptime : undefined,
  }
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** `::ffff:10.0.0.1` is how a dual-stack socket writes 10.0.0.1. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/, '')
}
