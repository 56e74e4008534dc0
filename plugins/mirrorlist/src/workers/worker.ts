import {type ChildProcess, fork} from 'node:child_process'
import type {Socket} from 'node:net'
import {scriptBeside} from '../build/child-script.ts'
import type {StatisticsReport} from '../stats/worker-statistics.ts'
import type {FromWorker, ToWorker, WorkerSetup} from './messages.ts'

/** Milliseconds in which a worker must have loaded a file, or reported its numbers. */
const answerMs = 60_000

/**
 * Megabytes of young objects. Node's default of 16 lets a worker grow by 50 MB for nothing, and so do the C library's arenas per
 * thread (MALLOC_ARENA_MAX below): measured with 100,000 malformed requests.
 */
const youngMegabytes = 8

/** One process that answers, seen from the one that listens. */
export class Worker {
  readonly #child: ChildProcess
  readonly #waiting = new Map<string, (message: FromWorker | undefined) => void>()
  readonly #inTransit = new Map<number, Socket>()
  readonly #onReturned: (socket: Socket) => void
  #hasEnded = false
  #measureId = 0
  #connectionId = 0
  /** Resolves with the reason when the process ended. */
  readonly ended: Promise<string>
  /** Takes connections. */
  ready = false

  constructor(setup: WorkerSetup, onReturned: (socket: Socket) => void, report: (report: StatisticsReport) => void) {
    this.#onReturned = onReturned
    this.#child = fork(scriptBeside(import.meta.url, 'worker-main'), [JSON.stringify(setup)], {
      execArgv: [`--max-semi-space-size=${youngMegabytes}`],
      env: {MALLOC_ARENA_MAX: '2', ...process.env},
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.ended = new Promise((resolve) => {
      // One turn of the event loop later, so that the last messages in the pipe are read first.
      this.#child.once('exit', (code, name) => setImmediate(resolve, name ?? `exit ${code}`))
      this.#child.once('error', (error) => resolve(error.message))
    })
    // Not at 'disconnect', which does not come while a connection is in transit. The worker's last messages are read first.
    void this.ended.then(() => {
      this.ready = false
      this.#hasEnded = true
      for (const answered of [...this.#waiting.values()]) answered(undefined)
      setImmediate(() => {
        for (const socket of this.#inTransit.values()) onReturned(socket)
        this.#inTransit.clear()
      })
    })
    this.#child.on('message', (message: FromWorker) => {
      if (message.type === 'counts' || message.type === 'statistics-problem') return report(message)
      if (message.type === 'taken') {
        // Closes this process's copy only: the connection is the worker's.
        this.#inTransit.get(message.id)?.destroy()
        this.#inTransit.delete(message.id)
        return
      }
      const key = keyOf(message)
      this.#waiting.get(key)?.(message)
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Undefined when it did; else why not. */
  async load(what: 'snapshot' | 'countries', file: string): Promise<string | undefined> {
    const answer = this.#answer(`loaded ${what} ${file}`)
    this.#send({type: what, file})
    const message = await answer
    return message === undefined ? `worker ${this.pid} ended` : message.type === 'loaded' ? message.error : undefined
  }

  async measures(): Promise<number[]> {
    const id = this.#measureId++
    const answer = this.#answer(`measures ${id}`)
    this.#send({type: 'measure', id})
    const message = await answer
    return message?.type === 'measures' ? message.values : []
  }

  post(message: Extract<ToWorker, {type: 'state' | 'drain'}>): void {
    this.#send(message)
  }

  /** Hands a connection over. Until the worker confirms it, this process keeps it too, and returns it if the worker dies. */
  dispatch(socket: Socket): void {
    if (!this.#child.connected) {
      this.ready = false
      this.#onReturned(socket)
      return
    }
    const id = this.#connectionId++
    this.#inTransit.set(id, socket)
    this.#child.send({type: 'connection', id} satisfies ToWorker, socket, {keepOpen: true}, () => {})
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #send(message: ToWorker): void {
    // A dead worker is noticed by `ended`; its replacement gets the message.
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  /** Each answer removes its own entry: a callback on `ended` would stay until the worker ends, one more for each scrape. */
  #answer(key: string): Promise<FromWorker | undefined> {
    return new Promise((resolve) => {
      const answered = (message: FromWorker | undefined) => {
        clearTimeout(timer)
        this.#waiting.delete(key)
        resolve(message)
      }
      const timer = setTimeout(answered, answerMs, undefined)
      this.#waiting.set(key, answered)
      if (this.#hasEnded) answered(undefined)
    })
  }
}

function keyOf(message: FromWorker): string {
  if (message.type === 'loaded') return `loaded ${message.what} ${message.file}`
  return message.type === 'measures' ? `measures ${message.id}` : message.type
}
