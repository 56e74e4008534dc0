import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import {untrusted} from '@ops/core/untrusted'
import type {BootContent, NotFound} from '../files/boot-content.ts'
import type {Source} from '../files/source.ts'
import type {Beacon} from '../state/events.ts'
import {type ByteRange, evaluateConditions, parseRange} from './conditions.ts'
import {requestTarget} from './request-target.ts'

/** A finished request, for tables and events. */
export interface HttpRecord {
  client: string
  path: string
  status: number
  bytes: number
  size: number
  /** False when the client disconnected or the file could not be read to its end. */
  complete: boolean
  host: string | undefined
}

export interface HttpBootDeps {
  content: BootContent
  allows(address: string): boolean
  hostOf(address: string, mac: string | undefined): string | undefined
  ended(record: HttpRecord): void
  beacon(beacon: Beacon): void
}

/** Milliseconds after which an idle connection is closed; a machine that lost its power never closes it. */
const stalledMs = 60_000
/** Bytes of one write, so that a slow client holds no more than the socket's buffer. */
const stepBytes = 256 << 10
const statusOf: Record<NotFound['kind'], number> = {missing: 404, outside: 403, irregular: 403, unreadable: 403, locked: 403, broken: 500}

/** Serves the boot content over HTTP: GET and HEAD, one byte range, ETag. */
export function httpBootServer(deps: HttpBootDeps): Server {
  const server = createServer({keepAlive: true, requestTimeout: 30_000}, (request, response) => {
    answer(request, response, deps).catch(() => response.destroy())
  })
  return server.setTimeout(stalledMs)
}

async function answer(request: IncomingMessage, response: ServerResponse, deps: HttpBootDeps): Promise<void> {
  const client = plainAddress(request.socket.remoteAddress)
  const say = (status: number, text: string, headers = {}) =>
    void response.writeHead(status, {'content-type': 'text/plain', ...headers}).end(`${text}\n`)
  if (!deps.allows(client)) return void request.socket.destroy()
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, 'This server is read-only.', {allow: 'GET, HEAD'})
  const target = requestTarget(request.url)
  const path = target === undefined ? undefined : decoded(target.path)
  if (target === undefined || path === undefined) return say(400, 'The request names no file.')
  if (path === '/beacon') {
    deps.beacon(beaconOf(target.query, client, deps))
    return say(200, 'ok')
  }
  const found = await deps.content.resolve(path, {address: client, local: plainAddress(request.socket.localAddress)})
  const host = deps.hostOf(client, undefined)
  if (found.kind !== 'found') {
    deps.ended({client, path, status: statusOf[found.kind], bytes: 0, size: 0, complete: true, host})
    // Paths of this machine are not disclosed to clients.
    return say(statusOf[found.kind], `${path}: ${found.kind === 'outside' ? 'it is not in the boot folder' : found.detail}`)
  }
  await using source = found.source
  const {size} = source
  const etag = `"${found.version}"`
  const headers = {
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag,
    ...(found.modified === undefined ? {} : {'last-modified': found.modified.toUTCString()}),
  }
  const status = evaluateConditions(request.headers, etag, found.modified)
  if (status !== undefined) {
    deps.ended({client, path, status, bytes: 0, size, complete: true, host})
    return void response.writeHead(status, headers).end()
  }
  const range = rangeOf(request, etag, size)
  if (range === 'unsatisfiable') return say(416, 'No such range.', {'content-range': `bytes */${size}`})
  const {start, end} = range ?? {start: 0, end: size}
  const partial = range === undefined ? {} : {'content-range': `bytes ${start}-${end - 1}/${size}`}
  response.writeHead(range === undefined ? 200 : 206, {...headers, ...partial, 'content-length': end - start})
  const body = request.method === 'GET' ? new BodyWriter(source, response) : undefined
  try {
    await body?.write(start, end)
    await finished(response)
  } finally {
    deps.ended({client, path, status: response.statusCode, bytes: body?.bytes ?? 0, size, complete: response.writableFinished, host})
  }
}

/** With an If-Range of another version the whole file is sent (RFC 9110 section 13.1.5). */
function rangeOf(request: IncomingMessage, etag: string, size: number): ByteRange | 'unsatisfiable' | undefined {
  const condition = request.headers['if-range']
  // Ranges are defined for GET alone (section 14.2).
  if (request.method !== 'GET' || (condition !== undefined && condition !== etag)) return undefined
  return parseRange(request.headers.range, size)
}

/** Writes bytes of a source to an answer, until they are sent or the client has disconnected. */
class BodyWriter {
  /** Bytes written. */
  bytes = 0
  readonly #source: Source
  readonly #response: ServerResponse

  constructor(source: Source, response: ServerResponse) {
    this.#source = source
    this.#response = response
  }

  async write(start: number, end: number): Promise<void> {
    const source = this.#source
    const response = this.#response
    const closed = new Promise<void>((resolve) => response.once('close', resolve))
    for (let offset = start; offset < end && !response.destroyed; ) {
      const wanted = Math.min(stepBytes - (offset % stepBytes), end - offset)
      const piece = source.slice(offset, wanted)
      if (piece === undefined) {
        await source.load(offset, wanted)
        continue
      }
      offset += piece.length
      this.bytes += piece.length
      if (!response.write(piece)) await Promise.race([closed, new Promise<void>((resolve) => response.once('drain', resolve))])
    }
  }
}

/** Ends the answer; resolves when the kernel has its last byte, or the client has disconnected. */
function finished(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve()
    response.once('close', resolve).end(resolve)
  })
}

function beaconOf(query: URLSearchParams, client: string, deps: HttpBootDeps): Beacon {
  const text = (name: string) => (query.get(name) ?? '').slice(0, 500)
  const mac = text('mac').toLowerCase()
  const uptime = Number.parseFloat(text('uptime'))
  return {
    client,
    mac,
    host: deps.hostOf(client, mac === '' ? undefined : mac),
    stage: untrusted(text('stage')),
    state: untrusted(text('state')),
    detail: untrusted(text('detail')),
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
