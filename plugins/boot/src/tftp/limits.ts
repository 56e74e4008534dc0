import {BlockList, isIPv6} from 'node:net'
import {serveErrors} from '../errors/serve-errors.ts'

export interface LimitOptions {
  /** Networks that may fetch, in CIDR form. */
  allow: readonly string[]
  /** Concurrent transfers of one address. */
  perClient: number
  /** Concurrent transfers of all addresses. */
  total: number
  /** Requests per second of one address, and the size of a burst. */
  rate: number
  burst: number
}

/** Loopback, private (RFC 1918), shared (RFC 6598), link-local and unique local networks. */
export const privateNetworks = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '::1/128',
  'fe80::/10',
  'fc00::/7',
]

export const usualLimits: LimitOptions = {allow: privateNetworks, perClient: 64, total: 4096, rate: 100, burst: 400}

/** Number of addresses whose request rate is tracked; the oldest are dropped, so that forged addresses cannot fill the memory. */
const remembered = 16_384

export type Verdict = 'ok' | 'network' | 'rate' | 'transfers'

/** Decides whether a request is answered at all. A refused one gets no packet, which would amplify forged requests. */
export class Limits {
  readonly #options: LimitOptions
  readonly #allowed = new BlockList()
  readonly #buckets = new Map<string, {tokens: number; at: number}>()
  readonly #active = new Map<string, number>()
  #total = 0

  constructor(options: LimitOptions) {
    this.#options = options
    for (const network of options.allow) addNetwork(this.#allowed, network)
  }

  allows(address: string): boolean {
    const [bare = address] = address.split('%')
    return this.#allowed.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4')
  }

  request(address: string, now: number): Verdict {
    if (!this.allows(address)) return 'network'
    if (!this.#take(address, now)) return 'rate'
    if (this.#total >= this.#options.total || (this.#active.get(address) ?? 0) >= this.#options.perClient) return 'transfers'
    return 'ok'
  }

  began(address: string): void {
    this.#total++
    this.#active.set(address, (this.#active.get(address) ?? 0) + 1)
  }

  ended(address: string): void {
    this.#total--
    const left = (this.#active.get(address) ?? 1) - 1
    if (left === 0) this.#active.delete(address)
    else this.#active.set(address, left)
  }

  #take(address: string, now: number): boolean {
    const {rate, burst} = this.#options
    const bucket = this.#buckets.get(address) ?? {tokens: burst, at: now}
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * rate) / 1000)
    bucket.at = now
    this.#buckets.delete(address)
    this.#buckets.set(address, bucket)
    if (this.#buckets.size > remembered) this.#buckets.delete(this.#buckets.keys().next().value ?? address)
    if (bucket.tokens < 1) return false
    bucket.tokens--
    return true
  }
}

/** `10.0.0.0/8`, `fd00::/8` or one address; throws BOOT_BAD_NETWORK on anything else. */
export function addNetwork(list: BlockList, network: string): void {
  const [address = '', prefix] = network.split('/')
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  try {
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  } catch (cause) {
    throw serveErrors.BOOT_BAD_NETWORK({cause}, network)
  }
}
