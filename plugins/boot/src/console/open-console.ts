import {closeSync, constants, openSync} from 'node:fs'
import {open, stat} from 'node:fs/promises'
import {connect} from 'node:net'
import type {Readable} from 'node:stream'
import {ReadStream} from 'node:tty'
import type {Clock} from '@ops/core/time'
import type {SerialConsole} from '../inventory/schema.ts'

/** Milliseconds between looks at a log, and between tries to connect. */
const pollMs = 200
const retryMs = 500
/** Text without a line end that stands for so many milliseconds is read as a line: a prompt. */
const promptMs = 400
const chunkBytes = 65_536

/** Calls `onLine` for each line that comes from now on, until the signal aborts. Never throws: a console may be away. */
export async function readConsole(serial: SerialConsole, onLine: (line: string) => void, clock: Clock, signal: AbortSignal): Promise<void> {
  const split = lineSplitter(onLine)
  try {
    if ('file' in serial) await followFile(serial.file, split.push, clock, signal)
    else await followStream(() => openStream(serial), split.push, clock, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    split.end()
  }
}

async function followFile(path: string, push: (text: string) => void, clock: Clock, signal: AbortSignal): Promise<void> {
  let at = await stat(path).then(
    ({size}) => size,
    () => 0,
  )
  while (!signal.aborted) {
    const size = await stat(path).then(
      (stats) => stats.size,
      () => 0,
    )
    // Shorter than before: it was begun anew.
    if (size < at) at = 0
    if (size > at) at += await readFrom(path, at, push)
    else await clock.sleep(pollMs, signal)
  }
}

async function readFrom(path: string, at: number, push: (text: string) => void): Promise<number> {
  await using handle = await open(path, 'r')
  const {bytesRead, buffer} = await handle.read(Buffer.alloc(chunkBytes), 0, chunkBytes, at)
  push(buffer.toString('latin1', 0, bytesRead))
  return bytesRead
}

function openStream(serial: Exclude<SerialConsole, {file: string}>): Readable {
  if ('device' in serial) return openTerminal(serial.device)
  if ('unix' in serial) return connect({path: serial.unix})
  const colon = serial.tcp.lastIndexOf(':')
  return connect({host: serial.tcp.slice(0, colon), port: Number(serial.tcp.slice(colon + 1))})
}

/**
 * A serial line. Opened so that it neither waits for the other end nor becomes our controlling terminal, and read through
 * the event loop: read(2) on a line that is silent would hold the end of everything up.
 */
function openTerminal(path: string): Readable {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
  try {
    // Raw: an echo would type to the machine what it says itself.
    return new ReadStream(fd).setRawMode(true)
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** A machine that is off may have no console yet: the connection is tried again. */
async function followStream(make: () => Readable, push: (text: string) => void, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let stream: Readable | undefined
    const stop = () => void stream?.destroy()
    signal.addEventListener('abort', stop, {once: true})
    try {
      stream = make()
      for await (const bytes of stream) push(String(bytes))
    } catch {
      // Away for now.
    } finally {
      signal.removeEventListener('abort', stop)
    }
    await clock.sleep(retryMs, signal)
  }
}

/** Cuts text into lines; what stays without a line end is a line too, once nothing follows it for a moment. */
function lineSplitter(onLine: (line: string) => void): {push: (text: string) => void; end: () => void} {
  let rest = ''
  let timer: NodeJS.Timeout | undefined
  return {
    push(text) {
      clearTimeout(timer)
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
      if (rest !== '') timer = setTimeout(() => onLine(rest), promptMs)
    },
    end: () => clearTimeout(timer),
  }
}
