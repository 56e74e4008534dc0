import {createHash} from 'node:crypto'
import {formatHostPort} from '@ops/core/net'
import type {Fetched} from './npm-tftp.ts'

/** Fetches with undici and hashes. */
export async function fetchByHttp(host: string, port: number, file: string, signal: AbortSignal): Promise<Fetched> {
  const {Agent, buildConnector, request} = await import('undici')
  const began = performance.now()
  // A URL cannot hold the interface of a link-local address (`fe80::1%eth0`), so it is passed to the connector.
  const [bare = host] = host.split('%')
  const connect = buildConnector({})
  const dispatcher = new Agent({connect: (options, done) => connect({...options, hostname: host}, done)})
  try {
    const path = file.split('/').map(encodeURIComponent).join('/')
    const {statusCode, body} = await request(`http://${formatHostPort(bare, port)}/${path.replace(/^\/+/, '')}`, {signal, dispatcher})
    if (statusCode !== 200) throw new Error(`HTTP ${statusCode}: ${(await body.text()).trim().slice(0, 200)}`)
    const hash = createHash('sha256')
    let bytes = 0
    for await (const piece of body as AsyncIterable<Buffer>) {
      bytes += piece.length
      hash.update(piece)
    }
    return {bytes, sha256: hash.digest('hex'), ms: Math.round(performance.now() - began)}
  } finally {
    await dispatcher.destroy()
  }
}
