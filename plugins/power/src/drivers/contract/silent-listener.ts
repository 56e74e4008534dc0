import {once} from 'node:events'
import {connect, createServer, type AddressInfo} from 'node:net'
import {isMainThread, parentPort, Worker, workerData} from 'node:worker_threads'

export interface SilentListener extends AsyncDisposable {
  address: string
  port: number
}

interface Listening {
  address: string
  /** Its first element wakes the thread. */
  wake: Int32Array
}

/** Connections that fill a listener of backlog 1: the kernel takes one more than the backlog. */
const backlog = 1

/**
 * A TCP port that neither takes nor refuses a connection, as the address of a device without power: its queue is full and nobody
 * accepts. A thread of its own listens and then sleeps, because Node accepts every connection.
 */
export async function silentListener(address = '127.0.0.1'): Promise<SilentListener> {
  const wake = new Int32Array(new SharedArrayBuffer(4))
  const thread = new Worker(new URL(import.meta.url), {workerData: {address, wake} satisfies Listening})
  const [port] = (await once(thread, 'message')) as [number]
  const fillers = Array.from({length: backlog + 1}, () => connect({host: address, port}).on('error', () => {}))
  await Promise.all(fillers.map((filler) => once(filler, 'connect')))
  return {
    address,
    port,
    async [Symbol.asyncDispose]() {
      for (const filler of fillers) filler.destroy()
      Atomics.store(wake, 0, 1)
      Atomics.notify(wake, 0)
      await thread.terminate()
    },
  }
}

async function listen({address, wake}: Listening): Promise<void> {
  const server = createServer().listen({host: address, port: 0, backlog})
  await once(server, 'listening')
  parentPort?.postMessage((server.address() as AddressInfo).port)
  Atomics.wait(wake, 0, 0)
  server.close()
}

if (!isMainThread && (workerData as Partial<Listening> | null)?.wake !== undefined) await listen(workerData as Listening)
