/** Machines that may boot now. With `armedOnly` every other machine, and every stranger, is refused. */
export class Leases {
  readonly #until = new Map<string, number>()
  readonly #now: () => number
  readonly armedOnly: boolean

  constructor(now: () => number, armedOnly: boolean) {
    this.#now = now
    this.armedOnly = armedOnly
  }

  /** Lets a machine boot for so many milliseconds; returns when that ends (Date.now's milliseconds). */
  arm(host: string, forMs: number): number {
    const until = this.#now() + forMs
    this.#until.set(host, until)
    return until
  }

  disarm(host: string): boolean {
    return this.#until.delete(host)
  }

  isArmed(host: string | undefined): boolean {
    const until = host === undefined ? undefined : this.#until.get(host)
    return until !== undefined && until > this.#now()
  }

  /** Why a machine is not served, or undefined. */
  refusal(host: string | undefined): string | undefined {
    if (!this.armedOnly || this.isArmed(host)) return undefined
    return host === undefined ? 'only machines that were armed to boot are served' : `${host} is not armed to boot (ops boot start ${host})`
  }

  list(): {host: string; until: string}[] {
    return [...this.#until].filter(([host]) => this.isArmed(host)).map(([host, until]) => ({host, until: new Date(until).toISOString()}))
  }
}
