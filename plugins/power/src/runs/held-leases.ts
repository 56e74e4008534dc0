import type {Lease} from '@ops/core/coordinator'
import type {HostAct} from './run-hosts.ts'

/** Milliseconds; renewed while they are held. */
const leaseMs = 90_000

/** Exclusive leases of one act on a host; released at its end. */
export class HeldLeases implements AsyncDisposable {
  readonly all: Lease[] = []
  readonly #act: HostAct
  readonly #own: readonly string[]
  readonly #stack = new AsyncDisposableStack()

  /** `own`: names that the caller holds already. */
  constructor(act: HostAct, own: readonly string[] = []) {
    this.#act = act
    this.#own = own
  }

  /** `waitMs`: how long to wait for others; 0 refuses at once. */
  async take(names: readonly string[], mode: 'exclusive' | 'shared' = 'exclusive', waitMs = 0): Promise<void> {
    const free = names.filter((name) => !this.holds(name))
    if (free.length === 0) return
    const {services, run, signal} = this.#act
    this.all.push(this.#stack.use(await services.coordinator.lease({names: free, mode, ttlMs: leaseMs, holder: run.id, waitMs, signal})))
  }

  holds(name: string): boolean {
    return this.#own.includes(name) || this.all.some((lease) => lease.names.includes(name))
  }

  /** Called when the leases are released. */
  defer(action: () => void): void {
    this.#stack.defer(action)
  }

  get host(): string {
    return this.#act.host.name
  }

  get services(): HostAct['services'] {
    return this.#act.services
  }

  /** Aborts when any of the leases is lost. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.#act.signal, ...this.all.map(({lost}) => lost)])
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync()
  }
}
