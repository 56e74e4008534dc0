import type {ExitCode} from '../errors/exit-codes.ts'
import type {OpsError} from '../errors/ops-error.ts'

/** What a command gives back: the same facts for machines (`--json`) and for people. */
export interface Answer<T extends object = object> {
  /** Printed as `result` of the JSON envelope. */
  result: T
  /** Printed on stdout without `--json`; the last newline is added. */
  text?: string
  /**
   * 0 by default; see docs/architecture.md for the codes. `ok` is true only for 0 and 6. What a signal or the deadline
   * cut short with results in hand must not be 0: the command then ends with the code of what cut it.
   */
  exit?: ExitCode
  /** `error` of the JSON envelope, where the result is no list of hosts with errors of their own. */
  error?: OpsError
}
