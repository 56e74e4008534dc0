import {errorMessage} from '@ops/core/text'
import {readFile} from 'node:fs/promises'
import {Agent, request} from 'undici'
import {errors} from '../errors/serve.ts'
import {decodeSnapshot} from '../snapshot/snapshot-file.ts'
import {writeOutput} from '../store/write-output.ts'
import {latestName, type Publication, publicationSchema} from './publication.ts'

/** Milliseconds for headers and between two pieces of a body; a snapshot of 30 MB takes long on a slow line. */
const waitMs = 30_000
/** Milliseconds for all of it: while one is fetched, nothing else is renewed. */
const wholeMs = 900_000
const maxBytes = 1 << 30

/** Fetches snapshots from a publisher when there is a newer one. */
export class Puller {
  readonly #base: string
  readonly #file: string
  /** Node gives one of several addresses 250 ms, which a publisher far away does not meet. */
  readonly #agent = new Agent({connect: {autoSelectFamilyAttemptTimeout: 2500}})
  #etag: string | undefined
  #generation: number

  /** `generation`: of the snapshot in `file`, 0 without one. */
  constructor(base: string, file: string, generation: number) {
    this.#base = base.endsWith('/') ? base : `${base}/`
    this.#file = file
    this.#generation = generation
  }

  /**
   * The new publication, now in the file; undefined when there is none.
   * Throws MIRRORLIST_PULL_FAILED or MIRRORLIST_PULL_OLDER; the file is then unchanged.
   */
  async pull(stop: AbortSignal): Promise<Publication | undefined> {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(wholeMs)])
    const latest = await this.#latest(signal)
    if (latest === undefined) return undefined
    const {publication} = latest
    // The publisher was restored from a backup, or its clock was ahead when it published last. Older data are never used.
    if (publication.generation < this.#generation)
      throw errors.MIRRORLIST_PULL_OLDER({}, this.#base, publication.generation, this.#generation, this.#file)
    if (publication.generation === this.#generation) {
      this.#etag = latest.etag
      return undefined
    }
    const url = new URL(publication.file, this.#base).href
    const {body} = await this.#get(url, {}, signal)
    const bytes = await this.#whole(url, body)
    const {digest, info} = this.#check(url, bytes)
    if (digest !== publication.digest || info.generation !== publication.generation)
      throw errors.MIRRORLIST_PULL_FAILED({}, url, `its digest or generation differs from ${latestName}`)
    await writeOutput(this.#file, bytes)
    this.#generation = publication.generation
    this.#etag = latest.etag
    return publication
  }

  async #latest(signal: AbortSignal): Promise<{publication: Publication; etag: string | undefined} | undefined> {
    const url = new URL(latestName, this.#base).href
    const {status, headers, body} = await this.#get(url, this.#etag === undefined ? {} : {'if-none-match': this.#etag}, signal)
    const text = (await this.#whole(url, body)).toString()
    if (status === 304) return undefined
    try {
      return {publication: publicationSchema.parse(JSON.parse(text)), etag: headers.etag}
    } catch (cause) {
      throw errors.MIRRORLIST_PULL_FAILED({cause}, url, 'it was not written by ops mirrorlist publish')
    }
  }

  async #get(url: string, headers: Record<string, string>, signal: AbortSignal) {
    const response = await request(url, {headers, signal, dispatcher: this.#agent, headersTimeout: waitMs, bodyTimeout: waitMs}).catch(
      (cause: Error) => {
        if (signal.aborted && (signal.reason as Error).name !== 'TimeoutError') throw signal.reason
        throw errors.MIRRORLIST_PULL_FAILED({cause}, url, errorMessage(cause))
      },
    )
    const {statusCode: status, body} = response
    if (status !== 200 && status !== 304) {
      await body.dump().catch(() => {})
      throw errors.MIRRORLIST_PULL_FAILED({}, url, `it answers ${status}`)
    }
    const {etag} = response.headers
    return {status, headers: {etag: typeof etag === 'string' ? etag : undefined}, body}
  }

  async #whole(url: string, body: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const parts: Uint8Array[] = []
    let length = 0
    try {
      for await (const part of body) {
        length += part.length
        if (length > maxBytes) throw new Error('it is larger than 1 GiB')
        parts.push(part)
      }
    } catch (cause) {
      throw errors.MIRRORLIST_PULL_FAILED({cause}, url, errorMessage(cause))
    }
    return Buffer.concat(parts)
  }

  #check(url: string, bytes: Buffer) {
    try {
      return decodeSnapshot(bytes, url, true)
    } catch (cause) {
      throw errors.MIRRORLIST_PULL_FAILED({cause}, url, errorMessage(cause))
    }
  }
}

/** Generation of the snapshot that was pulled before, 0 when there is none that can be used. */
export async function storedGeneration(file: string, url: string): Promise<number> {
  const bytes = await readFile(file).catch(() => undefined)
  if (bytes === undefined) return 0
  try {
    return decodeSnapshot(bytes, url, true).info.generation
  } catch {
    return 0
  }
}
