import {connect, type Socket} from 'node:net'
import {setTimeout as delay} from 'node:timers/promises'

/** What the service answers: its verb, the last write that it has, where it runs, and what it keeps in memory alone. */
export interface Answer {
  verb: string
  last: number
  host: string
  id: string
  sum: number
}

/** Milliseconds between two writes, and until a write that nobody acknowledged is sent again. */
const paceMs = 30
const againMs = 150

interface Line {
  address: string
  socket?: Socket
  usable: boolean
}

/**
 * A client outside of the hosts. It sends every write to both addresses at the same time and to each as often as need be, so that
 * two services that run at once would both acknowledge it. What was acknowledged is logged here, and on no host.
 */
export class LedgerClient {
  readonly #lines: Line[]
  readonly #port: number
  /** Acknowledgements since `begin`, by the number of the write: those that had applied it just then. */
  readonly #applied = new Map<number, Answer[]>()
  #acknowledged = 0
  #base = 0
  #sums: number[] = []
  #last: Answer | undefined
  #writing = false
  #ended = false
  #waiting: ((answer: Answer) => void) | undefined
  #work: Promise<void>

  constructor(addresses: readonly string[], port: number) {
    this.#lines = addresses.map((address) => ({address, usable: false}))
    this.#port = port
    this.#work = this.#run()
  }

  get acknowledged(): number {
    return this.#acknowledged
  }

  get base(): number {
    return this.#base
  }

  get last(): Answer | undefined {
    return this.#last
  }

  /** Writes that were applied more than once, with the hosts that said so. */
  get appliedTwice(): {count: number; by: string}[] {
    const twice = [...this.#applied].filter(([, answers]) => answers.length > 1)
    return twice.map(([count, answers]) => ({count, by: `acknowledged by ${answers.map(({host}) => host).join(' and ')}`}))
  }

  /** Begins a new log behind what the service has: at least the writes up to `known`, which is the last one in its file. */
  async begin(known: number): Promise<Answer> {
    await this.pause()
    const {last} = await this.ask('check', ['ok', 'broken'])
    if (last < known) throw new Error(`the service has written ${known}, and says that its last write is ${last}`)
    const answer = await this.ask(`trim ${last}`, ['trimmed'])
    this.#applied.clear()
    ;[this.#base, this.#acknowledged, this.#sums] = [answer.last, answer.last, [answer.sum]]
    this.#writing = true
    return answer
  }

  pause(): Promise<void> {
    this.#writing = false
    // A write that is on its way is answered or given up within that time.
    return delay(againMs)
  }

  write(): void {
    this.#writing = true
  }

  /** The first answer to a request, from whichever host. */
  async ask(request: 'check' | `trim ${number}`, verbs: readonly string[], timeoutMs = 20_000): Promise<Answer> {
    for (let waited = 0; waited < timeoutMs; waited += againMs) {
      const answer = await this.#send(request, verbs)
      if (answer !== undefined) return answer
    }
    throw new Error(`the service did not answer "${request}" for ${timeoutMs / 1000} s`)
  }

  /** The sum that a service has after that write, if it kept its memory since `begin`. */
  sumAfter(n: number): number | undefined {
    for (let next = this.#base + this.#sums.length; next <= n; next++) this.#sums.push(((this.#sums.at(-1) ?? 0) * 31 + next) % 1_000_003)
    return this.#sums[n - this.#base]
  }

  async end(): Promise<void> {
    this.#ended = true
    await this.#work
    for (const {socket} of this.#lines) socket?.destroy()
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      if (this.#writing) await this.#send(`write ${this.#acknowledged + 1}`, ['new', 'had', 'gap', 'failed'])
      await delay(paceMs)
    }
  }

  /** Sends a request to every host; resolves with the first answer of that kind, or with nothing after a while. */
  async #send(request: string, verbs: readonly string[]): Promise<Answer | undefined> {
    const answered = new Promise<Answer>((resolve) => {
      this.#waiting = (answer) => verbs.includes(answer.verb) && resolve(answer)
    })
    for (const line of this.#lines) {
      if (line.socket === undefined) this.#connect(line)
      if (line.usable) line.socket?.write(`${request}\n`)
    }
    const timer = new AbortController()
    const found = await Promise.race([answered, delay(againMs, undefined, {signal: timer.signal}).catch(() => undefined)])
    timer.abort()
    this.#waiting = undefined
    return found
  }

  #connect(line: Line): void {
    const socket = connect({host: line.address, port: this.#port})
    line.socket = socket
    let text = ''
    let heard = Date.now()
    const forget = () => {
      clearInterval(watch)
      socket.destroy()
      if (line.socket !== socket) return
      delete line.socket
      line.usable = false
    }
    // A host without power or link sends neither an answer nor an end.
    const watch = setInterval(() => {
      if (Date.now() - heard > 4 * againMs) forget()
    }, againMs)
    socket.on('error', forget)
    socket.on('close', forget)
    socket.on('connect', () => {
      line.usable = true
    })
    socket.on('data', (chunk) => {
      heard = Date.now()
      text += chunk
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const one of lines) this.#hear(one)
    })
  }

  #hear(line: string): void {
    const [verb = '', last, host = '', id = '', sum] = line.split(' ')
    const answer = {verb, last: Number(last), host, id, sum: Number(sum)}
    this.#last = answer
    if (verb === 'new') this.#applied.set(answer.last, [...(this.#applied.get(answer.last) ?? []), answer])
    if (verb === 'new' || verb === 'had') this.#acknowledged = Math.max(this.#acknowledged, answer.last)
    this.#waiting?.(answer)
  }
}
