import type {ListenAddress} from '../net/index.ts'

/**
 * One thing that a daemon serves with. `httpListener` makes one from any node:http or node:net server; other protocols
 * (UDP, a supervised child) write these four themselves.
 */
export interface DaemonListener {
  /** Names it in events and in LISTEN_FDNAMES. */
  readonly name: string
  /** Listens, on the inherited file descriptor where systemd passed one, and returns the address: `127.0.0.1:8080`. */
  start(inherited: number | undefined, signal: AbortSignal): Promise<string>
  /** Accepts nothing more; resolves when what was in flight has ended. */
  drain(): Promise<void>
  /** Ends at once whatever is left. Also called when `start` of another listener failed. */
  close(): Promise<void>
  /** Resolves with the reason when it can no longer serve; the daemon then drains the others and throws it. */
  readonly broken?: Promise<Error>
}

/** One NDJSON line: `{"type":"ops.mirrorlist.ready/1","at":"…", …}`. */
export interface DaemonEvent {
  type: string
  /** ISO 8601, UTC. */
  at: string
  [detail: string]: unknown
}

/** Anything that prints Prometheus text; a prom-client Registry is one. */
export interface MetricsSource {
  readonly contentType: string
  metrics(): Promise<string>
}

export interface DaemonOptions {
  /** In events, metrics and sentences: `mirrorlist`. */
  name: string
  /** Started in this order; systemd's sockets go to them by name, else in this order. */
  listeners: readonly DaemonListener[]
  /** Serves `/healthz` (lives), `/readyz` (serves) and `/metrics`; none by default. */
  metricsListen?: ListenAddress
  /** What `/metrics` prints; Node's own process metrics by default. */
  metrics?: MetricsSource
  /** SIGHUP. When it throws, the daemon says so and goes on as it was. */
  onReload?: (signal: AbortSignal) => Promise<void>
  /** Milliseconds that requests in flight may take once the daemon ends. */
  drainMs: number
  /** Receives each event; `ndjson(process.stdout)` prints them. */
  onEvent?: (event: DaemonEvent) => void
}

export interface DaemonEnd {
  /** Listeners whose work in flight had to be cut off at `drainMs`. */
  cut: string[]
}
