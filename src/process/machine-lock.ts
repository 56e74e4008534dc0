import {createServer} from 'node:net'
import {setTimeout as delay} from 'node:timers/promises'

/**
 * A lock of this machine, which keeps commands apart that would make the same thing: a Unix socket in the abstract
 * namespace (unix(7)), which leaves no file and which the kernel releases however its holder ends.
 * Undefined: another process held it for `waitMs`. `name` has at most 100 bytes. Throws the signal's reason.
 */
export async function takeLock(name: string, waitMs: number, signal?: AbortSignal): Promise<AsyncDisposable | undefined> {
  for (let waited = 0; ; waited += 50) {
    const lock = await listen(`\0${name}`)
    if (lock !== undefined || waited >= waitMs) return lock
    await delay(50)
    signal?.throwIfAborted()
  }
}

function listen(path: string): Promise<AsyncDisposable | undefined> {
  const server = createServer((socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
    server.listen(path, () => {
      server.unref()
      resolve({[Symbol.asyncDispose]: () => new Promise((done) => server.close(() => done()))})
    })
  })
}
