import {closeSync, constants, openSync} from 'node:fs'
import {open, stat} from 'node:fs/promises'
import {connect} from 'node:net'
import type {Readable} from 'node:stream'
import {ReadStream} from 'node:tty'
import type {Clock} from '@ops/core/time'
import type {SerialConsole} from '../inventory/schema.ts'

/** Milliseconds between two reads of a log file, and between two attempts to connect. */
const pollMs = 200
const retryMs = 500
/** Milliseconds after which text without a line end is read as a line (a prompt). */
const promptMs = 400
const chunkBytes = 65_536

/** Calls `onLine` for each new line until the signal aborts. A console that is missing is no error: it may appear later. */
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
    // The file was truncated or replaced.
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
 * Opens a serial line without waiting for its other end and without making it the controlling terminal. It is read
 * through the event loop, because a blocking read(2) on a silent line would delay the end of the process.
 */
function openTerminal(path: string): Readable {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
  try {
    // Raw mode: an echo would send the machine's own output back to it.
    return new ReadStream(fd).setRawMode(true)
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** Reconnects whenever the stream ends, since a machine that is off may have no console yet. */
async function followStream(make: () => Readable, push: (text: string) => void, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let stream: Readable | undefined
    const stop = () => void stream?.destroy()
    signal.addEventListener('abort', stop, {once: true})
    try {
      stream = make()
      for await (const bytes of stream) push(String(bytes))
    } catch {
      // Not available yet: the next attempt follows.
    } finally {
      signal.removeEventListener('abort', stop)
    }
    await clock.sleep(retryMs, signal)
  }
}

/** Splits text into lines; text without a line end becomes a line after `promptMs` without further input. */
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
