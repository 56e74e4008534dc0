import {once} from 'node:events'
import {createConnection} from 'node:net'
import {createInterface} from 'node:readline'

/** QEMU's monitor (QMP): it saves the whole state of a machine, and goes back to it. */
export interface Monitor {
  /** A command of the human monitor; its answer is empty when it was done. */
  run(command: string): Promise<string>
}

interface Answer {
  return?: unknown
  error?: {desc: string}
}

/** Milliseconds for one command: saving and loading gigabytes. */
const limitMs = 300_000

export async function openMonitor(path: string): Promise<Monitor> {
  const socket = createConnection(path)
  await once(socket, 'connect')
  const lines = createInterface({input: socket})[Symbol.asyncIterator]()
  const next = async (): Promise<Answer> => {
    const timer = setTimeout(() => socket.destroy(), limitMs)
    for (;;) {
      const {value, done} = await lines.next()
      if (done === true) throw new Error('the monitor of QEMU is closed')
      const answer = JSON.parse(value) as Answer
      if (answer.return === undefined && answer.error === undefined) continue
      clearTimeout(timer)
      if (answer.error !== undefined) throw new Error(`QEMU: ${answer.error.desc}`)
      return answer
    }
  }
  const ask = (execute: string, args?: object) => {
    socket.write(`${JSON.stringify({execute, ...(args === undefined ? {} : {arguments: args})})}\n`)
    return next()
  }
  await ask('qmp_capabilities')
  return {
    async run(command) {
      const {return: text} = await ask('human-monitor-command', {'command-line': command})
      return String(text).trim()
    },
  }
}
