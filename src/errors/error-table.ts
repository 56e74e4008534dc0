import type {ExitName} from './exit-codes.ts'
import {escapeText} from '../untrusted/index.ts'
import {OpsError, type OpsErrorOptions} from './ops-error.ts'

/** One row of a package's error table: the message, the next step, and the exit code. */
export interface ErrorRow<A extends readonly unknown[]> {
  message: (...args: A) => string
  hint?: (...args: A) => string | undefined
  exit: ExitName
  /** For docs/errors.md, where a command may end with another code. */
  exitNote?: string
  /** For docs/errors.md, where the hint is computed by the caller: the next step in words. */
  hintNote?: string
  /** For docs/errors.md: what happened, what did not, and what the user can rely on; one or two sentences in plain English. */
  meaning?: string
}

// biome-ignore lint/suspicious/noExplicitAny: the rows of a table take different arguments.
type Rows = Record<string, ErrorRow<any>>
/** The arguments are those of `message`; a hint may use fewer. */
type Thrower<R> = R extends {message: (...args: infer A) => string} ? (extra: Omit<OpsErrorOptions, 'hint'>, ...args: A) => OpsError : never

/**
 * Makes the error constructors of a package from its table:
 * `const errors = errorTable({POWER_PLUG_SILENT: {message: (host: string) => `…`, exit: 'unreachable'}})`,
 * then `throw errors.POWER_PLUG_SILENT({host, cause}, host)`. An error is a sentence, so what goes into it (names of devices, what a
 * program printed) is escaped here, for every package.
 */
export function errorTable<T extends Rows>(rows: T): {[K in keyof T]: Thrower<T[K]>} {
  const made: Record<string, unknown> = {}
  for (const [code, row] of Object.entries(rows)) {
    made[code] = (extra: Omit<OpsErrorOptions, 'hint'>, ...given: unknown[]) => {
      const args = given.map(escapeArgument)
      const hint = row.hint?.(...args)
      return new OpsError(code, row.message(...args), row.exit, {...extra, ...(hint === undefined ? {} : {hint})})
    }
  }
  return made as {[K in keyof T]: Thrower<T[K]>}
}

function escapeArgument(argument: unknown): unknown {
  if (typeof argument === 'string') return escapeText(argument)
  return Array.isArray(argument) ? argument.map(escapeArgument) : argument
}
