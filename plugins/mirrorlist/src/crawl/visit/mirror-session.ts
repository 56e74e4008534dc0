import {joinUrl} from './mirror.ts'
import type {RsyncEntry} from '../web/rsync-list.ts'
import type {VisitDeps} from './visit-deps.ts'
import type {UrlFinding} from '../findings/visit.ts'
import {type RequestInput, type Family, type WebResponse, WebFailure} from '../web/web.ts'

export const tooMany = 429
/** Service Unavailable: counted as a failure; its Retry-After is obeyed. */
const overloaded = 503
export const familyBit = {4: 1, 6: 2} as const

/** The requests to one mirror: each one is throttled, and the result of each URL is recorded. */
export class MirrorSession {
  readonly #deps: VisitDeps
  readonly #signal: AbortSignal
  readonly urls = new Map<string, UrlFinding>()
  /** Base URLs that answered, with a path that they have. */
  readonly #alive = new Map<string, string>()
  cut: string | undefined

  constructor(deps: VisitDeps, signal: AbortSignal) {
    this.#deps = deps
    this.#signal = signal
  }

  /** True when the URL failed in this visit, so that the next directory does not wait for it again. */
  hasFailed(base: string): boolean {
    return this.urls.get(base)?.ok === false
  }

  /** Gets a file below a base URL, if need be only when it changed. Undefined: no request is left. Throws WebFailure. */
  async get(
    base: string,
    path: string,
    before?: Pick<RequestInput, 'etag' | 'lastModified'>,
  ): Promise<WebResponse | 'forbidden' | undefined> {
    const known = before === undefined ? {} : {etag: before.etag, lastModified: before.lastModified}
    const response = await this.#ask(base, path, known)
    if (response === undefined || response === 'forbidden') return response
    // A status of 4xx is about this file; the URL itself answers.
    if (response.status === 200 || response.status === 304 || (response.status >= 400 && response.status < 500)) {
      this.#note(base, '')
      this.#alive.set(base, path)
      return response
    }
    throw this.#failed(base, new WebFailure('broken', `it answers ${response.status}`))
  }

  /** Undefined: the file is not there. Throws WebFailure. */
  async list(base: string, path: string): Promise<RsyncEntry | undefined | 'none-left'> {
    if (!(await this.#mayGoOn())) return 'none-left'
    try {
      const entry = await this.#deps.rsync(joinUrl(base, path), this.#signal)
      this.#note(base, '')
      return entry
    } catch (error) {
      throw this.#failed(base, error)
    }
  }

  /** Finds out whether a URL answers. */
  async probe(base: string, path: string): Promise<void> {
    try {
      if (base.startsWith('rsync:')) await this.list(base, path)
      else await this.#head(base, path)
    } catch (error) {
      if (!(error instanceof WebFailure)) throw error
    }
  }

  /** The answer of a URL that is not listed yet; undefined when it gives no file. */
  async fetchUnlisted(base: string, path: string): Promise<WebResponse | undefined> {
    try {
      const response = await this.#ask(base, path, {})
      return response === 'forbidden' || response?.status !== 200 ? undefined : response
    } catch (error) {
      if (error instanceof WebFailure) return undefined
      throw error
    }
  }

  /** Bits of the address families over which the best URL answers, and of those over which it does not. */
  async families(): Promise<{answered: number; silent: number}> {
    const unknown = {answered: 0, silent: 0}
    const [best] = this.#alive
    if (best === undefined) return unknown
    const [base, path] = best
    const families = await this.#deps.web.families(new URL(base).hostname)
    // With one family only, it is the one that has just answered.
    if (families.length === 1) return {...unknown, answered: familyBit[families[0] as Family]}
    const found = {...unknown}
    for (const family of families) {
      try {
        const response = await this.#ask(base, path, {method: 'HEAD', family})
        // Without a request, nothing is known about this family.
        if (response === undefined || response === 'forbidden') return unknown
        found.answered |= familyBit[family]
      } catch (error) {
        if (!(error instanceof WebFailure)) throw error
        found.silent |= familyBit[family]
      }
    }
    return found
  }

  async #head(base: string, path: string): Promise<void> {
    let response = await this.#ask(base, path, {method: 'HEAD'})
    // Some servers do not support HEAD.
    if (response !== undefined && response !== 'forbidden' && (response.status === 405 || response.status === 501))
      response = await this.#ask(base, path, {})
    if (response === undefined || response === 'forbidden') return
    if (response.status >= 500) this.#failed(base, new WebFailure('broken', `it answers ${response.status}`))
    else {
      this.#note(base, '')
      this.#alive.set(base, path)
    }
  }

  async #ask(base: string, path: string, input: RequestInput): Promise<WebResponse | 'forbidden' | undefined> {
    const url = joinUrl(base, path)
    const {origin, pathname} = new URL(url)
    const robots = await this.#deps.robots(origin)
    if (!robots.allows(pathname)) return 'forbidden'
    if (!(await this.#mayGoOn())) return undefined
    if (robots.delayMs !== undefined) await this.#deps.clock.sleep(robots.delayMs, this.#signal)
    let response: WebResponse
    try {
      response = await this.#deps.web.fetch(url, input, this.#signal)
    } catch (error) {
      // When one address family does not answer, the URL may still answer over the other.
      throw input.family === undefined ? this.#failed(base, error) : error
    }
    this.#deps.throttle.addRequests(response.requests - 1)
    if (response.status === overloaded && response.retryAfterMs !== undefined)
      this.#deps.throttle.notBefore = this.#deps.clock.now() + response.retryAfterMs
    if (response.status !== tooMany) return response
    this.#deps.throttle.backOff(response.retryAfterMs)
    this.cut = this.#deps.throttle.stopped
    return undefined
  }

  async #mayGoOn(): Promise<boolean> {
    if (await this.#deps.throttle.next(this.#signal)) return true
    this.cut ??= this.#deps.throttle.stopped ?? 'the request budget is used up'
    return false
  }

  #note(url: string, reason: string): void {
    const certificateEnds = url.startsWith('https:') ? this.#deps.web.certificateExpiry(url) : undefined
    this.urls.set(url, {url, ok: reason === '', reason, certificateEnds})
  }

  #failed(url: string, error: unknown): unknown {
    if (error instanceof WebFailure) this.#note(url, error.message)
    return error
  }
}
