import {closeSync, constants, createReadStream, openSync} from 'node:fs'
import {readFile, stat} from 'node:fs/promises'
import {Socket} from 'node:net'
import {isatty, ReadStream} from 'node:tty'

/** Bytes of a pipe or device that are read: /dev/zero never ends. */
const mostBytes = 64 * 2 ** 20

/**
 * The bytes of a file, a FIFO, a pipe such as /dev/stdin, or a device, to their end. A FIFO that nobody writes to, and a
 * terminal where nobody types, are waited for until the signal aborts; then its reason is thrown.
 */
export async function readInput(path: string, signal?: AbortSignal): Promise<Buffer> {
  signal?.throwIfAborted()
  const kind = await stat(path)
  if (kind.isFile() || kind.isDirectory()) return readFile(path)
  // A socket cannot be opened by its name, only read by its number.
  const inherited = kind.isSocket() ? numberOf(path) : undefined
  if (inherited !== undefined) return readAll(new Socket({fd: inherited, readable: true, writable: false}), signal)
  // Opening a FIFO would wait for who writes to it, in a thread that nothing can end.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (kind.isFIFO()) return readAll(new Socket({fd, readable: true, writable: false}), signal)
  if (isatty(fd)) return readAll(new ReadStream(fd), signal)
  closeSync(fd)
  return readAll(createReadStream(path), signal)
}

async function readAll(stream: NodeJS.ReadableStream & {destroy(): unknown}, signal: AbortSignal | undefined): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  const onAbort = () => stream.destroy()
  signal?.addEventListener('abort', onAbort)
  try {
    for await (const part of stream) {
      parts.push(part as Buffer)
      length += part.length
      if (length > mostBytes) throw new Error(`it has more than ${mostBytes / 2 ** 20} MiB`)
    }
    return Buffer.concat(parts)
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error
  } finally {
    signal?.removeEventListener('abort', onAbort)
    stream.destroy()
  }
}

/** The number of a file that the process was started with. */
function numberOf(path: string): number | undefined {
  const found = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path)?.[1]
  if (found !== undefined) return Number(found)
  return path === '/dev/stdin' ? 0 : undefined
}
