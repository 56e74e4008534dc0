import type {Option} from './packet.ts'

export interface OptionLimits {
  /** Bytes of the file; undefined in netascii, for which RFC 2349 defines no size. */
  size: number | undefined
  /** Largest block that fits the link's MTU, bytes. */
  maxBlksize: number
  /** Blocks. */
  maxWindow: number
  /** Most bytes in flight: the 208 KiB socket buffer of a default client overflows with 16 blocks of 8192. */
  maxWindowBytes: number
}

export interface Terms {
  blksize: number
  windowsize: number
  /** From `timeout`, milliseconds: the longest wait before a retransmission. */
  timeoutMs: number | undefined
  /** Options of the OACK in the client's order and spelling; empty: no OACK, DATA follows at once. */
  accepted: Option[]
}

/**
 * The server's side of RFC 2347: accepts the options that it supports, ignores the others, and clamps numbers instead of
 * refusing them (RFC 2348 and 7440 allow the server only to lower them). Of repeated options the first counts.
 */
export function agreeOnOptions(requested: readonly Option[], limits: OptionLimits): Terms {
  const terms: Terms = {blksize: 512, windowsize: 1, timeoutMs: undefined, accepted: []}
  const windowAsked = numberOf(requested.find(({name}) => name.toLowerCase() === 'windowsize')?.value)
  const seen = new Set<string>()
  for (const {name, value} of requested) {
    const key = name.toLowerCase()
    if (seen.has(key)) continue
    seen.add(key)
    const number = numberOf(value)
    if (number === undefined) continue
    const answer = answerTo(key, number, limits, terms)
    if (answer !== undefined) terms.accepted.push({name, value: String(answer)})
  }
  if (windowAsked !== undefined) lowerWindow(terms, limits)
  return terms
}

function answerTo(key: string, number: number, limits: OptionLimits, terms: Terms): number | undefined {
  if (key === 'blksize' && number >= 8) {
    terms.blksize = Math.max(8, Math.min(number, limits.maxBlksize, 65464))
    return terms.blksize
  }
  if (key === 'tsize' && limits.size !== undefined) return limits.size
  if (key === 'timeout' && number >= 1 && number <= 255) {
    terms.timeoutMs = number * 1000
    return number
  }
  if (key === 'windowsize' && number >= 1) {
    terms.windowsize = Math.min(number, limits.maxWindow)
    return terms.windowsize
  }
  return undefined
}

/** The byte cap needs the block size, which the client may name after the window. */
function lowerWindow(terms: Terms, limits: OptionLimits): void {
  terms.windowsize = Math.max(1, Math.min(terms.windowsize, Math.floor(limits.maxWindowBytes / terms.blksize)))
  const said = terms.accepted.find(({name}) => name.toLowerCase() === 'windowsize')
  if (said !== undefined) said.value = String(terms.windowsize)
}

function numberOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}
