import {errorMessage} from '@ops/core/text'
import {appendFile} from 'node:fs/promises'
import {type LoggedAccess, logLine} from './log-line.ts'

/** Milliseconds between two writes. */
const writeMs = 1000
/** Characters that wait for a disk that does not take them; what comes beyond is dropped, and said. */
const maxWaiting = 4 << 20

/**
 * MirrorManager's access log, for who has tools that read it: the one place where addresses are kept, and only when asked for.
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
        this.#tell(this.#dropped === 0 ? undefined : `${this.#dropped} lines of the access log were dropped while ${this.#file} took none.`)
        this.#dropped = 0
      } catch (error) {
        // Kept for the next time; how much of it a full disk took nobody knows, so a line may come twice.
        this.#waiting = lines + this.#waiting
        this.#tell(`The access log ${this.#file} is not written: ${errorMessage(error)}`)
      }
    })
    return this.#writing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }

  #tell(problem: string | undefined): void {
    if (problem === this.#problem) return
    this.#problem = problem
    this.#onProblem(problem)
  }
}
