import {spawn} from 'node:child_process'
import {Readable, type Writable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {transportErrors} from './errors.ts'
import type {ExecOptions, ExecResult} from './transport.ts'
import {errorMessage} from '../text/index.ts'

const defaultTimeoutMs = 60_000
const defaultMaxBytes = 16 * 1024 * 1024
/** Milliseconds from SIGTERM to SIGKILL, and from there to the end of waiting for output. */
const graceMs = 2000
/** Milliseconds. A command that has ended may leave a process behind which keeps its output open; after such a silence the output is closed. */
const leftBehindMs = 1000

export interface Child {
  /** Host and program of sentences. */
  host: string
  program: string
  argv: readonly string[]
  env?: NodeJS.ProcessEnv
}

/** Runs one child process of this machine to its end; the transports differ only in what they put before the argv. */
export async function runChild({host, program, argv, env}: Child, options: ExecOptions = {}): Promise<ExecResult> {
  const {stdin, stdout, timeoutMs = defaultTimeoutMs, signal, maxBytes = defaultMaxBytes} = options
  signal?.throwIfAborted()
  const [command = '', ...args] = argv
  const child = spawn(command, args, {
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(env === undefined ? {} : {env}),
  })
  let why: Error | undefined
  const stop = (reason: Error) => {
    why ??= reason
    child.kill('SIGTERM')
    setTimeout(() => {
      child.kill('SIGKILL')
      setTimeout(hangUp, graceMs).unref()
    }, graceMs).unref()
  }
  const hangUp = () => {
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
  const timer = setTimeout(() => stop(transportErrors.TRANSPORT_DEADLINE({host}, host, program, timeoutMs)), timeoutMs)
  const onAbort = () => stop(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
  signal?.addEventListener('abort', onAbort, {once: true})
  const tooMuch = () => stop(transportErrors.TRANSPORT_OUTPUT_TOO_LARGE({host}, host, program, maxBytes))
  try {
    const ended = new Promise<{code: number | null; signal: string | null}>((resolve, reject) => {
      child.on('error', (cause) => reject(transportErrors.TRANSPORT_NOT_STARTED({host, cause}, host, program, errorMessage(cause))))
      child.on('close', (code, name) => resolve({code, signal: name}))
      // With a receiver for stdout, silence may mean that the receiver is slow: then only the deadline ends the wait.
      if (stdout === undefined) child.on('exit', () => afterSilence([child.stdout, child.stderr], hangUp))
    })
    // Both are pipes, as asked for above; the types know only that they might not be.
    const [from, errors] = [child.stdout as Readable, child.stderr as Readable]
    const out = stdout === undefined ? collect(from, maxBytes, tooMuch) : pour(from, stdout, stop)
    const err = collect(errors, maxBytes, tooMuch)
    if (stdin !== undefined && child.stdin !== null) feed(child.stdin, stdin)
    const end = await ended
    const [outText, errText] = await Promise.all([out, err])
    if (why !== undefined) throw why
    return {...end, stdout: outText, stderr: errText}
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

function feed(input: Writable, stdin: string | Uint8Array | Readable): void {
  // A command may end without reading all of its input; its exit code says whether that mattered.
  input.on('error', () => {})
  if (stdin instanceof Readable) stdin.pipe(input)
  else input.end(stdin)
}

async function pour(from: Readable, to: Writable, stop: (reason: Error) => void): Promise<string> {
  try {
    await pipeline(from, to, {end: false})
  } catch (error) {
    stop(error as Error)
  }
  return ''
}

function afterSilence(streams: readonly (Readable | null)[], action: () => void): void {
  const isOpen = () => streams.some((stream) => stream?.closed === false)
  // No timer when the streams have ended already: it would never be cleared and would keep this process alive.
  if (!isOpen()) return
  const timer = setTimeout(action, leftBehindMs)
  for (const stream of streams) stream?.on('data', () => timer.refresh())
  for (const stream of streams) stream?.once('close', () => !isOpen() && clearTimeout(timer))
}

async function collect(stream: Readable, maxBytes: number, tooMuch: () => void): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  const {promise: closed, resolve} = Promise.withResolvers<void>()
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxBytes) tooMuch()
    else chunks.push(chunk)
  })
  // Also when it is destroyed. An error of the pipe shows in how the command ended.
  stream.on('error', () => {}).once('close', resolve)
  await closed
  return Buffer.concat(chunks).toString('utf8')
}
