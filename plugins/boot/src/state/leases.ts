/** Machines that are armed to boot. With `armedOnly` all other machines and unknown clients are refused. */
export class Leases {
  readonly #until = new Map<string, number>()
  readonly #now: () => number
  readonly armedOnly: boolean

  constructor(now: () => number, armedOnly: boolean) {
    this.#now = now
    this.armedOnly = armedOnly
  }

  /** Allows a machine to boot for `forMs` milliseconds; returns the end (milliseconds of Date.now). */
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

  /** Reason for which a machine is not served; undefined: it is served. */
  refusal(host: string | undefined): string | undefined {
    if (!this.armedOnly || this.isArmed(host)) return undefined
    return host === undefined ? 'only machines that are armed to boot are served' : `${host} is not armed to boot (ops boot start ${host})`
  }

  list(): {host: string; until: string}[] {
    return [...this.#until].filter(([host]) => this.isArmed(host)).map(([host, until]) => ({host, until: new Date(until).toISOString()}))
  }
}
