import {WebFailure} from './web.ts'

const names: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection ended before the answer did',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name could not be resolved for now',
  UND_ERR_HEADERS_OVERFLOW: 'its headers are too long',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the length of its answer differs from its Content-Length',
}

const kinds: Record<string, WebFailure['kind']> = {
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  ECONNRESET: 'broken',
  EPIPE: 'broken',
  UND_ERR_SOCKET: 'broken',
  UND_ERR_HEADERS_OVERFLOW: 'too-big',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'broken',
}

/** The failure of a request in one clause, whatever library threw it. */
export function asFailure(thrown: unknown, timeoutMs: number): WebFailure {
  if (thrown instanceof WebFailure) return thrown
  const error = deepest(thrown)
  // A DOMException, such as AbortSignal.timeout's, has a number here.
  const code = String(error.code ?? '')
  const late = `it did not answer within ${timeoutMs / 1000} s`
  if (code === 'ETIMEDOUT' || code.endsWith('_TIMEOUT') || error.name === 'TimeoutError') return new WebFailure('timeout', late, thrown)
  if (code === 'CERT_HAS_EXPIRED') return new WebFailure('tls', 'its certificate has expired', thrown)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return new WebFailure('tls', 'its certificate is for another name', thrown)
  if (/CERT|SIGNATURE|ISSUER/.test(code)) return new WebFailure('tls', `its certificate is not trusted (${code})`, thrown)
  if (/SSL|TLS|EPROTO/.test(code)) return new WebFailure('tls', `it does not speak TLS here (${code})`, thrown)
  // Of the parser: HPE_INVALID_CONSTANT and many more.
  if (code.startsWith('HPE_')) return new WebFailure('broken', `it does not speak HTTP here (${code})`, thrown)
  return new WebFailure(kinds[code] ?? 'connect', names[code] ?? error.message, thrown)
}

/** Happy eyeballs wraps one error per address; the last one is used. */
function deepest(thrown: unknown): Error & {code?: string | number} {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as Error & {code?: string | number; errors?: unknown[]}
  const inner = error.errors?.at(-1) ?? (error.code === undefined ? error.cause : undefined)
  return inner instanceof Error ? deepest(inner) : error
}
