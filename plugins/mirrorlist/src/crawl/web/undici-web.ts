import type {LookupAddress} from 'node:dns'
import {lookup as systemLookup} from 'node:dns/promises'
import {isIP, type LookupFunction, type Socket} from 'node:net'
import type {TLSSocket} from 'node:tls'
import type {Dispatcher} from 'undici'
import {asFailure} from './failure.ts'
import {type RequestInput, type Family, type WebResponse, type Web, WebFailure} from './web.ts'

export interface WebOptions {
  /** For one request, redirects apart. */
  timeoutMs: number
  userAgent: string
  /** PEM: authorities to trust beside the system's. */
  ca?: readonly string[]
  /** Instead of the system's resolver. */
  lookup?: (hostname: string) => Promise<LookupAddress[]>
}

/** A repomd.xml has a few kB; what is larger is not one, and is not read to its end. */
const maxBytes = 4 << 20
const maxRedirects = 4
/**
 * Milliseconds for one of several addresses before the next is tried. Node's 250 give up on a mirror on the other side of the world,
 * when the address that is tried last has no route.
 */
const attemptMs = 2500

/** Sends requests with undici: one connection per mirror, kept for the next request. */
export async function undiciWeb({timeoutMs, userAgent, ca, lookup}: WebOptions): Promise<Web> {
  const [{Agent, buildConnector}, {rootCertificates}] = await Promise.all([import('undici'), import('node:tls')])
  const expiries = new Map<string, number>()
  const agents = new Map<Family | 0, Dispatcher>()

  const agentOf = (family: Family | 0): Dispatcher => {
    const known = agents.get(family)
    if (known !== undefined) return known
    const connect = buildConnector({
      timeout: timeoutMs,
      autoSelectFamilyAttemptTimeout: attemptMs,
      ...(family === 0 ? {} : {family, autoSelectFamily: false}),
      ...(lookup === undefined ? {} : {lookup: asNodeLookup(lookup)}),
      ...(ca === undefined ? {} : {ca: [...rootCertificates, ...ca]}),
    })
    const agent = new Agent({
      connections: 1,
      pipelining: 1,
      connect: (options, callback) =>
        connect(options, (...[error, socket]: [Error, null] | [null, Socket | TLSSocket]) => {
          if (error !== null) return callback(error, null)
          // A resumed session may show none.
          const ends = 'getPeerCertificate' in socket ? Date.parse(socket.getPeerCertificate().valid_to) : Number.NaN
          if (Number.isFinite(ends)) expiries.set(originOf(options.hostname, options.port), ends)
          return callback(null, socket)
        }),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    })
    agents.set(family, agent)
    return agent
  }

  const once = async (url: string, input: RequestInput, signal: AbortSignal) => {
    const {request} = await import('undici')
    using limit = limited(signal, timeoutMs)
    const headers: Record<string, string> = {'user-agent': userAgent, 'accept-encoding': 'identity'}
    if (input.etag !== undefined) headers['if-none-match'] = input.etag
    if (input.lastModified !== undefined) headers['if-modified-since'] = input.lastModified
    try {
      const response = await request(url, {
        method: input.method ?? 'GET',
        headers,
        dispatcher: agentOf(input.family ?? 0),
        signal: limit.signal,
      })
      return {status: response.statusCode, headers: response.headers, body: await readBody(response.body)}
    } catch (error) {
      signal.throwIfAborted()
      throw asFailure(error, timeoutMs)
    }
  }

  return {
    async fetch(url, input, signal) {
      let at = url
      for (let requests = 1; ; requests++) {
        const {status, headers, body} = await once(at, input, signal)
        const location = status >= 301 && status <= 308 && status !== 304 ? one(headers['location']) : undefined
        if (location === undefined) {
          return {
            status,
            body,
            etag: one(headers['etag']),
            lastModified: one(headers['last-modified']),
            retryAfterMs: retryAfter(one(headers['retry-after'])),
            url: at,
            requests,
          } satisfies WebResponse
        }
        if (requests > maxRedirects) throw new WebFailure('redirect', `it redirects more than ${maxRedirects} times`)
        const next = URL.canParse(location, at) ? new URL(location, at) : undefined
        if (next === undefined || !/^https?:$/.test(next.protocol))
          throw new WebFailure('redirect', 'it redirects to something other than an http URL')
        at = next.href
      }
    },
    certificateExpiry(url) {
      const {hostname, port} = new URL(url)
      return expiries.get(originOf(hostname, port))
    },
    async families(hostname) {
      const bare = hostname.replace(/^\[|\]$/g, '')
      const literal = isIP(bare)
      if (literal !== 0) return [literal as Family]
      const addresses = await (lookup ?? systemAddresses)(bare).catch(() => [])
      return ([4, 6] as const).filter((family) => addresses.some((address) => address.family === family))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()))
    },
  }
}

/**
 * A signal that also aborts after `ms`, and that nothing remembers once it is disposed of; AbortSignal.timeout would keep
 * each request in memory until its time were over.
 */
function limited(signal: AbortSignal, ms: number): Disposable & {signal: AbortSignal} {
  const both = new AbortController()
  const stop = () => both.abort(signal.reason)
  const timer = setTimeout(() => both.abort(new DOMException('too late', 'TimeoutError')), ms)
  signal.addEventListener('abort', stop, {once: true})
  if (signal.aborted) stop()
  return {
    signal: both.signal,
    [Symbol.dispose]() {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    },
  }
}

async function readBody(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body) {
    length += part.length
    if (length > maxBytes) throw new WebFailure('too-big', `its answer has more than ${maxBytes >> 20} MB`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** What a certificate belongs to: names and ports, as several services may share a name. */
function originOf(hostname: string, port: string | undefined): string {
  return `${hostname.replace(/^\[|\]$/g, '')} ${port || '443'}`
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

/** RFC 9110, 10.2.3: seconds or a date; capped at a day. */
function retryAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 86_400_000) : undefined
}

function systemAddresses(hostname: string): Promise<LookupAddress[]> {
  return systemLookup(hostname, {all: true})
}

function asNodeLookup(lookup: (hostname: string) => Promise<LookupAddress[]>): LookupFunction {
  return (hostname, {family, all}, callback) => {
    void lookup(hostname).then(
      (addresses) => {
        const fitting = addresses.filter((address) => !family || address.family === family)
        const [first] = fitting
        if (first === undefined) callback(Object.assign(new Error(`no address of ${hostname}`), {code: 'ENOTFOUND'}), '')
        else if (all === true) callback(null, fitting)
        else callback(null, first.address, first.family)
      },
      (error: Error) => callback(error, ''),
    )
  }
}
