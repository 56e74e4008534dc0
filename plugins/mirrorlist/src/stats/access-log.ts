import {errorMessage} from '@ops/core/text'
import {appendFile} from 'node:fs/promises'
import {type LoggedAccess, logLine} from './log-line.ts'

/** Milliseconds between two writes. */
const writeMs = 1000
/** Characters that wait while the file cannot be written; further lines are dropped and reported. */
const maxWaiting = 4 << 20

/**
 * MirrorManager's access log, for tools that read it. The only place where addresses are kept, and only on request.
 * Lines go out by one appending write each second, so several processes share a file, and it may be rotated at any time.
 */
export class AccessLog implements AsyncDisposable {
  readonly #file: string
  readonly #onProblem: (problem: string | undefined) => void
  readonly #timer: NodeJS.Timeout
  #waiting = ''
  #dropped = 0
  #writing = Promise.resolve()
  #problem: string | undefined

  constructor(file: string, onProblem: (problem: string | undefined) => void) {
    this.#file = file
    this.#onProblem = onProblem
    this.#timer = setInterval(() => void this.flush(), writeMs)
    this.#timer.unref()
  }

  /** On the request path: a line more to write, nothing else. */
  add(address: string, access: LoggedAccess): void {
    if (this.#waiting.length >= maxWaiting) this.#dropped++
    else this.#waiting += logLine(address, access)
  }

  /** Resolves when everything so far is written, or could not be. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const lines = this.#waiting
      if (lines === '') return
      this.#waiting = ''
      try {
        await appendFile(this.#file, lines)
        this.#report(
          this.#dropped === 0
            ? undefined
            : `${this.#dropped} lines of the access log were dropped while ${this.#file} could not be written.`,
        )
        this.#dropped = 0
      } catch (error) {
        // Kept for the next write; a full disk may have taken a part of it, so a line may appear twice.
        this.#waiting = lines + this.#waiting
        this.#report(`The access log ${this.#file} cannot be written: ${errorMessage(error)}. Its lines are kept in memory.`)
      }
    })
    return this.#writing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }

  #report(problem: string | undefined): void {
    if (problem === this.#problem) return
    this.#problem = problem
    this.#onProblem(problem)
  }
}
