import {createHash} from 'node:crypto'
import type {Fetched} from './npm-tftp.ts'

/** Fetches with undici and hashes. */
export async function fetchByHttp(host: string, port: number, file: string, signal: AbortSignal): Promise<Fetched> {
  const {request} = await import('undici')
  const began = performance.now()
  const address = host.includes(':') ? `[${host}]` : host
  const path = file.split('/').map(encodeURIComponent).join('/')
  const {statusCode, body} = await request(`http://${address}:${port}/${path.replace(/^\/+/, '')}`, {signal})
  if (statusCode !== 200) throw new Error(`HTTP ${statusCode}: ${(await body.text()).trim().slice(0, 200)}`)
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of body as AsyncIterable<Buffer>) {
    bytes += piece.length
    hash.update(piece)
  }
  return {bytes, sha256: hash.digest('hex'), ms: Math.round(performance.now() - began)}
}
