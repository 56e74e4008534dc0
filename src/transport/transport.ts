import type {Readable, Writable} from 'node:stream'

/** What a command on a host gave back. `code` is null when a signal ended it. */
export interface ExecResult {
  code: number | null
  signal: string | null
  stdout: string
  stderr: string
}

export interface ExecOptions {
  /** Fed to the command's standard input, then closed. None: /dev/null. */
  stdin?: string | Uint8Array | Readable
  /** Receives standard output instead of `ExecResult.stdout` (images, archives). */
  stdout?: Writable
  /** Milliseconds until the command is ended and `TRANSPORT_DEADLINE` is thrown; 60,000 by default. */
  timeoutMs?: number
  signal?: AbortSignal
  /** Most bytes kept of stdout and of stderr; 16 MiB by default. More is an error, never a silent cut. */
  maxBytes?: number
}

/**
 * The one way to run anything on a host. Commands are argv arrays, never shell text; a command that could not be
 * started at all, or a link that is down, throws an OpsError (exit 4); a command that ran and failed is a value.
 */
export interface Transport extends AsyncDisposable {
  /** The inventory's name of the host. */
  readonly host: string
  /** `local`, `ssh` or `namespace`. */
  readonly kind: string
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>
}

/** Opens transports by host name, and keeps one per host while the command runs. */
export interface Transports extends AsyncDisposable {
  to(host: string): Transport
}
