import {execFile} from 'node:child_process'
import {connect, type Socket} from 'node:net'
import {setTimeout as delay} from 'node:timers/promises'

/** Milliseconds that a client waits for an answer, before it asks the other host. */
const patienceMs = 3000

/** A client that asks again and again, at whichever address answers. */
export interface Client {
  /** How many answers it has. */
  count(): number
  /** Waits for more answers. Rejects when none come for two minutes. */
  more(answers: number): Promise<void>
  stop(): Promise<void>
}

/** `ask` gets the number of the question, which stays the same until it was answered. */
export function startClient(addresses: readonly string[], ask: (address: string, n: number) => Promise<void>): Client {
  let answers = 0
  let stopped = false
  let last: unknown
  const loop = (async () => {
    for (let at = 0; !stopped; await delay(20)) {
      try {
        await ask(addresses[at % addresses.length] ?? '', answers + 1)
        answers++
      } catch (error) {
        last = error
        at++
      }
    }
  })()
  return {
    count: () => answers,
    async more(wanted) {
      const goal = answers + wanted
      for (let waited = 0; answers < goal; waited += 50) {
        if (waited > 120_000) throw new Error(`${answers} answers, ${goal} were wanted`, {cause: last})
        await delay(50)
      }
    },
    async stop() {
      stopped = true
      await loop
    },
  }
}

/** One HTTP request; the text of its answer. */
export async function get(url: string): Promise<string> {
  const response = await fetch(url, {signal: AbortSignal.timeout(patienceMs), headers: {connection: 'close'}})
  if (response.status !== 200) throw new Error(`${url}: ${response.status}`)
  return (await response.text()).trim()
}

/** A connection to redis, which is made again when it was lost. Answers are integers and bulk strings. */
export class Redis {
  #socket: {address: string; socket: Socket} | undefined

  async ask(address: string, ...words: string[]): Promise<string> {
    if (this.#socket?.address !== address || this.#socket.socket.destroyed) {
      this.close()
      this.#socket = {address, socket: connect(6379, address)}
    }
    const {socket} = this.#socket
    try {
      return await exchange(socket, words)
    } catch (error) {
      this.close()
      throw error
    }
  }

  close(): void {
    this.#socket?.socket.destroy()
    this.#socket = undefined
  }
}

function exchange(socket: Socket, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const settle = (action: () => void) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => {})
      action()
    }
    const timer = setTimeout(() => settle(() => reject(new Error('redis does not answer'))), patienceMs)
    socket.on('error', (error) => settle(() => reject(error)))
    socket.on('close', () => settle(() => reject(new Error('redis closed the connection'))))
    socket.on('data', (chunk) => {
      text += chunk
      const [, integer] = /^:(\d+)\r\n$/.exec(text) ?? []
      const [, length, bulk = ''] = /^\$(\d+)\r\n(.*)\r\n$/s.exec(text) ?? []
      if (text.startsWith('-')) settle(() => reject(new Error(text)))
      else if (integer !== undefined) settle(() => resolve(integer))
      else if (length !== undefined && bulk.length === Number(length)) settle(() => resolve(bulk))
    })
    socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`)
  })
}

/** One statement by psql of the hosts' root; what it prints. */
export function psql(base: string, address: string, statement: string): Promise<string> {
  const argv = [base, 'psql', '-h', address, '-U', 'postgres', '-v', 'ON_ERROR_STOP=1', '-Atqc', statement]
  const env = {PATH: '/usr/bin:/bin', PGCONNECT_TIMEOUT: '2', LC_ALL: 'C'}
  return new Promise((resolve, reject) => {
    execFile('/usr/sbin/chroot', argv, {env, timeout: patienceMs * 2, killSignal: 'SIGKILL'}, (error, stdout) => {
      if (error === null) resolve(stdout.trim())
      else reject(error)
    })
  })
}
