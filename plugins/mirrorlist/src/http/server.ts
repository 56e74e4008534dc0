import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import type {Answer} from './answer.ts'
import {sendPooled} from './send-queue.ts'
import type {MirrorlistService} from './service.ts'

/**
 * Limits of one connection. A request of ours has a few hundred bytes and no body, so who takes longer or sends more is
 * broken or means harm.
 */
export const limits = {
  /** Bytes of request line and headers; node answers 431 beyond. */
  headerBytes: 8192,
  headers: 64,
  /** Milliseconds for the headers, for the whole request, and between two requests of one connection. */
  headersMs: 10_000,
  requestMs: 15_000,
  keepAliveMs: 15_000,
  /** How often the two above are looked after: node's default of 30 s would leave a slow loris thrice its time. */
  checkMs: 2000,
  connections: 10_000,
} as const

/** Answers paths that are not the mirrorlist's; false: 404. */
export type OtherPaths = (path: string, request: IncomingMessage, response: ServerResponse) => boolean

export interface ServerDeps {
  service: () => MirrorlistService
  other?: OtherPaths
  /** Called after each answer with its status and the seconds that it took to make, in process. */
  measured?: (status: number, seconds: number) => void
}

/** A node:http server that answers /mirrorlist and /metalink. Not yet listening. */
export function mirrorlistServer({service, other = () => false, measured}: ServerDeps): Server {
  const options = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
    noDelay: true,
  }
  const server = createServer(options, (request, response) => {
    const started = measured === undefined ? 0 : performance.now()
    // A body, which others than GET may have, is nothing that we read: end the connection instead of waiting for it.
    if (request.method !== 'GET' && request.method !== 'HEAD') response.shouldKeepAlive = false
    const target = request.url ?? '/'
    const current = service()
    const answer = current.answer(target, {peer: request.socket.remoteAddress, rawHeaders: request.rawHeaders})
    if (answer !== undefined) send(response, answer, current.generation)
    else if (!other(pathOf(target), request, response)) send(response, foreign, current.generation)
    measured?.(response.statusCode, (performance.now() - started) / 1000)
  })
  server.maxHeadersCount = limits.headers
  server.maxConnections = limits.connections
  return server
}

const foreign: Answer = {status: 404, type: 'text/plain', body: "We don't serve their kind here!"}

function send(response: ServerResponse, {status, type, body, headers}: Answer, generation: number): void {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.bytes.length
  const all = ['Content-Type', type, 'Content-Length', String(length), 'X-Mirrorlist-Generation', String(generation)]
  if (headers !== undefined) all.push(...headers)
  response.writeHead(status, all)
  if (typeof body === 'string') response.end(body)
  else sendPooled(response, body)
}

function pathOf(target: string): string {
  const mark = target.indexOf('?')
  return mark < 0 ? target : target.slice(0, mark)
}
