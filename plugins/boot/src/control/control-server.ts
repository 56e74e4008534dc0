import {lstat, unlink} from 'node:fs/promises'
import {createServer, type IncomingMessage, type Server} from 'node:http'
import {connect} from 'node:net'
import {dirname} from 'node:path'
import {makeFolder} from '@ops/core/files'
import {controlErrors} from '../errors/control-errors.ts'
import {requestTarget} from '../http/request-target.ts'
import type {EventHub, StampedEvent} from '../state/events.ts'

export interface ControlDeps {
  hub: EventHub
  status(): object
  arm(host: string, forMs: number): object
  disarm(host: string): object
}

/** Bytes of events that may be queued for one reader. */
const mostWaiting = 1 << 20

/** HTTP API of the running server on a unix socket: `GET /status`, `GET /events`, `POST /arm`, `POST /disarm`. */
export function controlServer(deps: ControlDeps): Server {
  return createServer((request, response) => {
    const path = requestTarget(request.url)?.path
    const json = (status: number, body: object) =>
      void response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body))
    const post = async (action: (body: {host?: unknown; forMs?: unknown}) => object) => {
      try {
        json(200, action(JSON.parse(await bodyOf(request))))
      } catch (error) {
        json(400, {message: (error as Error).message})
      }
    }
    if (request.method === 'GET' && path === '/status') return json(200, deps.status())
    if (request.method === 'GET' && path === '/events') {
      response.writeHead(200, {'content-type': 'application/x-ndjson'})
      const write = (event: StampedEvent) => {
        // A reader that has stopped (^Z) must not fill the server's memory.
        if (response.writableLength > mostWaiting) response.destroy()
        else response.write(`${JSON.stringify(event)}\n`)
      }
      response.flushHeaders()
      response.on('close', deps.hub.subscribe(write))
      return
    }
    if (request.method === 'POST' && path === '/arm') return void post(({host, forMs}) => deps.arm(String(host), Number(forMs)))
    if (request.method === 'POST' && path === '/disarm') return void post(({host}) => deps.disarm(String(host)))
    json(404, {message: 'GET /status, GET /events, POST /arm or POST /disarm'})
  })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) {
    text += piece
    if (text.length > 65_536) throw new RangeError('too long')
  }
  return text
}

/** Bytes of a socket's path (unix(7): sun_path has 108 with its NUL). */
const longestPath = 107

/** Throws when another server listens on the path, or the path exists and is not a socket. Changes nothing. */
export async function checkControlPath(path: string): Promise<void> {
  if (Buffer.byteLength(path) > longestPath) throw controlErrors.BOOT_CONTROL_LONG({}, path, longestPath)
  const there = await lstat(path).catch(() => undefined)
  if (there === undefined) return
  if (!there.isSocket()) throw controlErrors.BOOT_CONTROL_PATH({}, path)
  if (await isListenedOn(path)) throw controlErrors.BOOT_ALREADY_SERVED({}, path)
}

/** Removes the socket of a server that has ended; throws when the server still listens. */
export async function freeControlPath(path: string): Promise<void> {
  await makeFolder(dirname(path), {mode: 0o700})
  await checkControlPath(path)
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}

/** Any error except a refusal (e.g. EAGAIN under load, EACCES for another user's socket) means that a server listens. */
function isListenedOn(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({path})
    const finish = (alive: boolean) => {
      socket.destroy()
      resolve(alive)
    }
    socket.once('connect', () => finish(true))
    socket.once('error', (error: NodeJS.ErrnoException) => finish(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'))
  })
}
