/// <reference path="./tftp.d.ts" />
import {createHash} from 'node:crypto'

/** A fetched file. */
export interface Fetched {
  bytes: number
  sha256: string
  ms: number
  /** Number of attempts, when more than one. */
  tries?: number
}

/** The client fails on a duplicated packet (a fault of its own), so it is run again. */
const mostTries = 3

/** Fetches a file with up to `mostTries` attempts; an ERROR packet of the server ends it at once. */
export async function fetchByTftp(host: string, port: number, file: string, signal: AbortSignal): Promise<Fetched> {
  for (let tries = 1; ; tries++) {
    try {
      const fetched = await fetchOnce(host, port, file, signal)
      return tries === 1 ? fetched : {...fetched, tries}
    } catch (error) {
      // The package's prefix for the text of an ERROR packet.
      if (tries === mostTries || signal.aborted || (error as Error).message.startsWith('(Server)')) throw error
    }
  }
}

/**
 * Fetches with npm `tftp`, an independent implementation. The window stays 1, because with a larger one it may accept blocks
 * in the wrong order. `timeout` is sent as the option of RFC 2349, in seconds, but counts as milliseconds inside the package:
 * 255 is the largest legal value.
 */
async function fetchOnce(host: string, port: number, file: string, signal: AbortSignal): Promise<Fetched> {
  const {default: tftp} = await import('tftp')
  const began = performance.now()
  const stream = tftp.createClient({host, port, blockSize: 1428, windowSize: 1, timeout: 255, retries: 20}).createGetStream(file)
  const hash = createHash('sha256')
  let bytes = 0
  const abort = () => stream.abort()
  signal.addEventListener('abort', abort, {once: true})
  try {
    await new Promise<void>((resolve, reject) => {
      stream.on('data', (piece: Buffer) => {
        bytes += piece.length
        hash.update(piece)
      })
      stream.on('end', resolve)
      stream.on('error', reject)
      stream.on('abort', () => reject(signal.reason))
    })
  } finally {
    signal.removeEventListener('abort', abort)
  }
  return {bytes, sha256: hash.digest('hex'), ms: Math.round(performance.now() - began)}
}
