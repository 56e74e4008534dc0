import {under} from './mirror.ts'
import type {RsyncEntry} from '../web/rsync-list.ts'
import type {VisitDeps} from './visit-deps.ts'
import type {UrlFinding} from '../findings/visit.ts'
import {type Asked, type Family, type Got, WebFailure} from '../web/web.ts'

export const tooMany = 429
/** It serves nobody: a failure like any other, but its Retry-After is kept to. */
const overloaded = 503
export const familyBit = {4: 1, 6: 2} as const

/** The conversation with one mirror: every request goes through its pace, and every URL's fate is written down. */
export class Talk {
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

  /** It failed in this visit, so the next directory need not wait for it again. */
  isDead(base: string): boolean {
    return this.urls.get(base)?.ok === false
  }

  /** Gets a file below a base URL, if need be only when it changed. Undefined: no request is left. Throws WebFailure. */
  async get(base: string, path: string, before?: Pick<Asked, 'etag' | 'lastModified'>): Promise<Got | 'forbidden' | undefined> {
    const known = before === undefined ? {} : {etag: before.etag, lastModified: before.lastModified}
    const got = await this.#ask(base, path, known)
    if (got === undefined || got === 'forbidden') return got
    // What is refused or missing is about the file, not about the URL.
    if (got.status === 200 || got.status === 304 || (got.status >= 400 && got.status < 500)) {
      this.#note(base, '')
      this.#alive.set(base, path)
      return got
    }
    throw this.#failed(base, new WebFailure('broken', `it answers ${got.status}`))
  }

  /** Undefined: the file is not there. Throws WebFailure. */
  async list(base: string, path: string): Promise<RsyncEntry | undefined | 'none-left'> {
    if (!(await this.#mayGoOn())) return 'none-left'
    try {
      const entry = await this.#deps.rsync(under(base, path), this.#signal)
      this.#note(base, '')
      return entry
    } catch (error) {
      throw this.#failed(base, error)
    }
  }

  /** Learns only whether a URL answers. */
  async probe(base: string, path: string): Promise<void> {
    try {
      if (base.startsWith('rsync:')) await this.list(base, path)
      else await this.#head(base, path)
    } catch (error) {
      if (!(error instanceof WebFailure)) throw error
    }
  }

  /** A URL that is in no list yet: what it gives, undefined when that is nothing. */
  async tryOut(base: string, path: string): Promise<Got | undefined> {
    try {
      const got = await this.#ask(base, path, {})
      return got === 'forbidden' || got?.status !== 200 ? undefined : got
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
        const got = await this.#ask(base, path, {method: 'HEAD', family})
        // Who was not asked did not stay silent.
        if (got === undefined || got === 'forbidden') return unknown
        found.answered |= familyBit[family]
      } catch (error) {
        if (!(error instanceof WebFailure)) throw error
        found.silent |= familyBit[family]
      }
    }
    return found
  }

  async #head(base: string, path: string): Promise<void> {
    let got = await this.#ask(base, path, {method: 'HEAD'})
    // Some servers have no HEAD.
    if (got !== undefined && got !== 'forbidden' && (got.status === 405 || got.status === 501)) got = await this.#ask(base, path, {})
    if (got === undefined || got === 'forbidden') return
    if (got.status >= 500) this.#failed(base, new WebFailure('broken', `it answers ${got.status}`))
    else {
      this.#note(base, '')
      this.#alive.set(base, path)
    }
  }

  async #ask(base: string, path: string, asked: Asked): Promise<Got | 'forbidden' | undefined> {
    const url = under(base, path)
    const {origin, pathname} = new URL(url)
    const robots = await this.#deps.robots(origin)
    if (!robots.allows(pathname)) return 'forbidden'
    if (!(await this.#mayGoOn())) return undefined
    if (robots.delayMs !== undefined) await this.#deps.clock.sleep(robots.delayMs, this.#signal)
    let got: Got
    try {
      got = await this.#deps.web.fetch(url, asked, this.#signal)
    } catch (error) {
      // A family that does not answer says nothing about the URL.
      throw asked.family === undefined ? this.#failed(base, error) : error
    }
    this.#deps.pace.also(got.requests - 1)
    if (got.status === overloaded && got.retryAfterMs !== undefined) this.#deps.pace.notBefore = this.#deps.clock.now() + got.retryAfterMs
    if (got.status !== tooMany) return got
    this.#deps.pace.leaveAlone(got.retryAfterMs)
    this.cut = this.#deps.pace.stopped
    return undefined
  }

  async #mayGoOn(): Promise<boolean> {
    if (await this.#deps.pace.next(this.#signal)) return true
    this.cut ??= this.#deps.pace.stopped ?? 'the budget of requests is spent'
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
