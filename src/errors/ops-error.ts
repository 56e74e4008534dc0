import {type ExitCode, type ExitName, exitCodes} from './exit-codes.ts'

/** How an error looks in `--json` output and inside `result.hosts[]`. */
export interface ErrorJson {
  code: string
  message: string
  host?: string
  hint?: string
  exit: ExitCode
}

export interface OpsErrorOptions {
  /** Machine or device that the sentence is about. */
  host?: string
  /** The next command to type, or the next thing to do. */
  hint?: string
  cause?: unknown
}

/** One sentence that names host and cause, a stable SCREAMING_SNAKE code, the next step, and the exit code. */
export class OpsError extends Error {
  readonly code: string
  readonly exit: ExitCode
  readonly host?: string
  readonly hint?: string

  constructor(code: string, message: string, exit: ExitName, options: OpsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause})
    this.name = 'OpsError'
    this.code = code
    this.exit = exitCodes[exit]
    if (options.host !== undefined) this.host = options.host
    if (options.hint !== undefined) this.hint = options.hint
  }

  toJSON(): ErrorJson {
    const {code, message, host, hint, exit} = this
    return {code, message, ...(host === undefined ? {} : {host}), ...(hint === undefined ? {} : {hint}), exit}
  }
}
