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

export interface AgreedOptions {
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
export function agreeOnOptions(requested: readonly Option[], limits: OptionLimits): AgreedOptions {
  const options = firstOfEach(requested)
  const blksize = agreedBlksize(numberOf(options.get('blksize')?.value), limits)
  const windowsize = agreedWindow(numberOf(options.get('windowsize')?.value), blksize ?? usualBlksize, limits)
  const timeout = agreedTimeout(numberOf(options.get('timeout')?.value))
  const tsize = numberOf(options.get('tsize')?.value) === undefined ? undefined : limits.size
  const answers = new Map(Object.entries({blksize, windowsize, timeout, tsize}))
  return {
    blksize: blksize ?? usualBlksize,
    windowsize: windowsize ?? 1,
    timeoutMs: timeout === undefined ? undefined : timeout * 1000,
    accepted: [...options].flatMap(([key, {name}]) => {
      const answer = answers.get(key)
      return answer === undefined ? [] : [{name, value: String(answer)}]
    }),
  }
}

/** Block size without the option (RFC 1350). */
const usualBlksize = 512

/** Options by name in lower case, in the client's order. */
function firstOfEach(requested: readonly Option[]): Map<string, Option> {
  const options = new Map<string, Option>()
  for (const option of requested) {
    const key = option.name.toLowerCase()
    if (!options.has(key)) options.set(key, option)
  }
  return options
}

function agreedBlksize(asked: number | undefined, {maxBlksize}: OptionLimits): number | undefined {
  return asked === undefined || asked < 8 ? undefined : Math.max(8, Math.min(asked, maxBlksize, 65464))
}

/** The limit in bytes depends on the block size, which the client may name after the window. */
function agreedWindow(asked: number | undefined, blksize: number, {maxWindow, maxWindowBytes}: OptionLimits): number | undefined {
  if (asked === undefined || asked < 1) return undefined
  return Math.max(1, Math.min(asked, maxWindow, Math.floor(maxWindowBytes / blksize)))
}

/** Seconds (RFC 2349). */
function agreedTimeout(asked: number | undefined): number | undefined {
  return asked !== undefined && asked >= 1 && asked <= 255 ? asked : undefined
}

function numberOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}
