import type {Duplex} from 'node:stream'

export interface ShellResult {
  code: number
  stdout: string
  stderr: string
}

export interface ShellOptions {
  /** Text for standard input, then its end; without it the script reads nothing. */
  stdin?: string
  /** 30,000 ms when left out. */
  timeoutMs?: number
  signal?: AbortSignal
  /** The step, for sentences: `wrote the configuration`. */
  doing?: string
}

/**
 * One phone as the use cases see it. Scripts are shell text whose variable parts are quoted by `shellQuote`; a script
 * that ran and failed is a value, a phone that disconnected or does not answer throws (exit 4).
 */
export interface PhoneTransport {
  /** Its name in sentences. */
  readonly phone: string
  readonly serial: string
  shell(script: string, options?: ShellOptions): Promise<ShellResult>
  /** A stream to a TCP port of the phone's own loopback. */
  openTcp(port: number, signal?: AbortSignal): Promise<Duplex>
  /** Restarts adbd as root and waits until it is back; nothing when it is root already. */
  root(signal?: AbortSignal): Promise<void>
}
