import {formatHostPort, lookupName} from '@ops/core/net'
import {z} from 'zod'

export interface WebApi {
  address: string
  port: number
  user: string
  password: string | undefined
}

export interface WebLimits {
  /** Milliseconds for the TCP connection. */
  connectMs: number
  /** Milliseconds from the first byte of the request to the last one of the answer. */
  answerMs: number
}

/** Why a command got no answer that can be used. The message never quotes the answer: Tasmota's page 404 repeats the password. */
export class WebApiError extends Error {
  override readonly name = 'WebApiError'
  /** `unsent`: no byte left. `locked` and `refused`: the device says that it did nothing. `unclear`: it may have done it. */
  readonly kind: 'unsent' | 'locked' | 'refused' | 'unclear'
  /** The likely reason when not even a question is answered, and its remedy. */
  readonly advice: string

  constructor(kind: WebApiError['kind'], message: string, {cause, advice = ''}: {cause?: unknown; advice?: string} = {}) {
    super(message, {cause})
    this.kind = kind
    this.advice = advice
  }
}

/** `Status 0` of a device with many sensors has 6 KiB. */
const maxAnswerBytes = 64 << 10

/** Sends one command over a connection of its own: the web server of an ESP8266 serves one client at a time. */
export async function sendCommand(api: WebApi, command: string, limits: WebLimits, signal: AbortSignal): Promise<Record<string, unknown>> {
  signal.throwIfAborted()
  const {Agent, buildConnector, request} = await import('undici')
  // undici's own limits are rounded to seconds.
  const limit = AbortSignal.timeout(limits.connectMs + limits.answerMs)
  const stop = AbortSignal.any([signal, limit])
  // The signal goes to the socket, too: undici does not end a request that waits for its connection.
  const connect = buildConnector({timeout: limits.connectMs, signal: stop, lookup: lookupName})
  let isConnected = false
  const agent = new Agent({
    pipelining: 0,
    connect: (options, done) =>
      // A URL cannot hold the interface of a link-local address (`fe80::1%eth0`).
      connect({...options, hostname: api.address}, (...result) => {
        isConnected = result[0] === null
        done(...result)
      }),
  })
  try {
    const {statusCode, headers, body} = await request(urlOf(api, command), {dispatcher: agent, signal: stop})
    return parseAnswer({statusCode, location: headers['location'], text: await readText(body), hasPassword: api.password !== undefined})
  } catch (error) {
    if (error instanceof WebApiError) throw error
    const kind = isConnected ? 'unclear' : 'unsent'
    if (signal.aborted) throw new WebApiError(kind, 'gave no answer before ops was stopped', {cause: error})
    if (limit.aborted)
      throw new WebApiError(kind, `gave no complete answer within ${limits.connectMs + limits.answerMs} ms`, {cause: error})
    throw isConnected ? asAnswerError(error) : asConnectError(error)
  } finally {
    await agent.destroy()
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of body) {
    pieces.push(piece)
    const bytes = pieces.reduce((sum, {length}) => sum + length, 0)
    if (bytes > maxAnswerBytes) throw new WebApiError('unclear', `answered more than ${maxAnswerBytes} bytes`)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** The password goes into the query, since old firmware reads it only there. */
function urlOf({address, port, user, password}: WebApi, command: string): URL {
  const [host = ''] = address.split('%')
  const url = new URL(`http://${formatHostPort(host, port)}/cm`)
  if (password !== undefined) url.search = `user=${encodeURIComponent(user)}&password=${encodeURIComponent(password)}&`
  url.search += `cmnd=${encodeURIComponent(command)}`
  return url
}

interface Answer {
  statusCode: number
  location: string | string[] | undefined
  text: string
  hasPassword: boolean
}

const object = z.record(z.string(), z.unknown())

/** Tasmota answers 200 to nearly everything. The keys of its JSON tell whether it carried the command out. */
function parseAnswer({statusCode, location, text, hasPassword}: Answer): Record<string, unknown> {
  const locked = new WebApiError('locked', hasPassword ? 'refused the user and password' : 'asks for a password')
  if (statusCode === 401) throw locked
  if (location !== undefined)
    throw new WebApiError('unclear', `answered with a redirect (HTTP ${statusCode}), like a device that is being set up`)
  if (statusCode !== 200) throw new WebApiError('unclear', `answered HTTP ${statusCode}`)
  const {data} = object.safeParse(parseJson(text))
  if (data === undefined) {
    const isPage = text.trimStart().startsWith('<')
    throw new WebApiError(
      'unclear',
      isPage ? 'answered a web page (WebServer 1 closes the web API), not JSON' : 'answered text that is not a JSON object',
    )
  }
  if (data['Command'] !== undefined) throw new WebApiError('refused', 'does not know the command')
  // Firmware before 8.3 answers 200 to a wrong password, in the language of its build: "Need user=<username>&password=<password>".
  if (/=<.*>&.*=</.test(String(data['WARNING']))) throw locked
  if (data['WARNING'] !== undefined) throw new WebApiError('unclear', 'carries out commands without an answer (set WebLog 2)')
  return data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asConnectError(cause: unknown): WebApiError {
  const {code, message} = cause as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED') return new WebApiError('unsent', 'connection refused', {cause})
  return new WebApiError('unsent', code === 'UND_ERR_CONNECT_TIMEOUT' ? 'no connection in time' : message, {cause})
}

function asAnswerError(cause: unknown): WebApiError {
  const {code = '', message} = cause as NodeJS.ErrnoException
  if (code.startsWith('HPE_')) return new WebApiError('unclear', 'answered bytes that are not HTTP', {cause})
  if (code !== 'UND_ERR_SOCKET' && code !== 'ECONNRESET') return new WebApiError('unclear', `failed: ${message}`, {cause})
  // A closed web API closes every connection; firmware since 15.5 is delivered so.
  return new WebApiError('unclear', 'closed the connection without a complete answer', {
    cause,
    advice: ' (SetOption128 1 opens the web API)',
  })
}
