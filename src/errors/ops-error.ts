import {escapeLines, escapeText} from '../untrusted/index.ts'
import {type ExitCode, type ExitName, exitCodes} from './exit-codes.ts'

/** One of several reasons of a refusal, with its own next step. */
export interface ErrorPart {
  host: string
  message: string
  hint: string
}

/** How an error looks in `--json` output and inside `result.hosts[]`. */
export interface ErrorJson {
  code: string
  message: string
  host?: string
  hint?: string
  /** Every reason of a refusal that has several; `message` holds all their sentences. */
  parts?: ErrorPart[]
  exit: ExitCode
}

export interface OpsErrorOptions {
  /** Machine or device that the sentence is about. */
  host?: string
  /** The next command to type, or the next thing to do. */
  hint?: string
  /** Reasons of a refusal. Several are printed as a list below the first words of the message, which end with a colon. */
  parts?: readonly ErrorPart[]
  cause?: unknown
}

/** Marks errors of every copy of this module: a plugin may bring a core of its own, and tests load it as source. */
const brand = Symbol.for('@ops/core/OpsError')

/** One sentence that names host and cause, a stable SCREAMING_SNAKE code, the next step, and the exit code. */
export class OpsError extends Error {
  readonly code: string
  readonly exit: ExitCode
  readonly host?: string
  readonly hint?: string
  readonly parts?: readonly ErrorPart[]

  readonly [brand] = true

  // biome-ignore-start lint/complexity/noThisInStatic: subclasses inherit this and are distinguished as usual.
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== OpsError) return Function.prototype[Symbol.hasInstance].call(this, value)
    return typeof value === 'object' && value !== null && brand in value
  }
  // biome-ignore-end lint/complexity/noThisInStatic: subclasses inherit this and are distinguished as usual.

  constructor(code: string, message: string, exit: ExitName, options: OpsErrorOptions = {}) {
    super(escapeLines(message), options.cause === undefined ? undefined : {cause: options.cause})
    this.name = 'OpsError'
    this.code = code
    this.exit = exitCodes[exit]
    if (options.host !== undefined) this.host = options.host
    if (options.hint !== undefined) this.hint = escapeLines(options.hint)
    if (options.parts !== undefined && options.parts.length > 1)
      this.parts = options.parts.map(({host, message: part, hint}) => ({host, message: escapeText(part), hint: escapeText(hint)}))
  }

  toJSON(): ErrorJson {
    const {code, message, host, hint, parts, exit} = this
    return {
      code,
      message,
      ...(host === undefined ? {} : {host}),
      ...(hint === undefined ? {} : {hint}),
      ...(parts === undefined ? {} : {parts: [...parts]}),
      exit,
    }
  }
}

/** Gives any thrown value the shape of an OpsError; what is not one already is an internal error (exit 1). */
export function asOpsError(thrown: unknown, host?: string): OpsError {
  if (thrown instanceof OpsError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new OpsError('INTERNAL', escapeText(message) || 'ops failed without a message.', 'internal', {
    cause: thrown,
    ...(host === undefined ? {} : {host}),
  })
}

/** An error as people read it on stderr: the sentence, then the next step; of several parts, each with its own. */
export function errorText({message, hint, parts}: {message: string; hint?: string; parts?: readonly ErrorPart[]}): string {
  const lead = parts === undefined ? -1 : message.indexOf(`: ${parts[0]?.message}`)
  if (parts !== undefined && lead >= 0)
    return [message.slice(0, lead + 1), ...parts.flatMap((part) => [`- ${part.message}`, `  Next: ${part.hint}`])].join('\n')
  return hint === undefined ? message : `${message}\nNext: ${hint}`
}
