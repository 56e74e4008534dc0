/** 4, 6, or undefined for whichever answers. */
export type Family = 4 | 6

export interface RequestInput {
  method?: 'GET' | 'HEAD'
  family?: Family
  etag?: string | undefined
  lastModified?: string | undefined
}

export interface WebResponse {
  status: number
  body: Buffer
  etag: string | undefined
  lastModified: string | undefined
  /** Milliseconds to wait, as the server asked with Retry-After. */
  retryAfterMs: number | undefined
  /** Where redirects led to. */
  url: string
  /** Requests that it took. */
  requests: number
}

/** A request that got no answer: the cause as a clause, and a stable name for it. */
export class WebFailure extends Error {
  readonly kind: 'name' | 'connect' | 'timeout' | 'tls' | 'broken' | 'too-big' | 'redirect'

  constructor(kind: WebFailure['kind'], message: string, cause?: unknown) {
    super(message, {cause})
    this.kind = kind
  }
}

/** How the crawler asks mirrors. */
export interface Web extends AsyncDisposable {
  /** Follows redirects. Throws WebFailure, or the signal's reason. */
  fetch(url: string, input: RequestInput, signal: AbortSignal): Promise<WebResponse>
  /** End of the certificate that the host of this URL last showed, in ms since 1970. */
  certificateExpiry(url: string): number | undefined
  /** Families that the name has addresses of. */
  families(hostname: string): Promise<Family[]>
}
