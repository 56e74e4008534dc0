import {PassThrough, Transform} from 'node:stream'
import type {ProgressTask} from '@ops/core/progress'
import type {Move} from '@ops/core/seams'
import type {ExecResult, Transport} from '@ops/core/transport'
import {asSentence} from '@ops/core/text'
import {errors} from '../errors/errors.ts'
import {type ScriptArguments, scriptArgv} from '../remote/run-script.ts'

/** Milliseconds for one stream; the images of a large process over a slow link take long. */
export const streamMs = 6 * 3600_000

export interface TarInput {
  /** What to run at the source: tar, to its standard output. */
  argv: readonly string[]
  /** Script of the destination that unpacks its standard input. */
  receiveScript: URL
  args: ScriptArguments
}

/** Sends one tar from host to host through this process; returns its bytes. */
export async function sendTar(
  move: Pick<Move, 'source' | 'destination' | 'progress'>,
  {argv, receiveScript, args}: TarInput,
  signal: AbortSignal,
): Promise<number> {
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const pipe = new PassThrough({highWaterMark: 1 << 20})
  const counted = counter(move.progress)
  const options = {signal: both, timeoutMs: streamMs}
  const arrives = move.destination
    .exec(scriptArgv(receiveScript, args), {...options, stdin: pipe.pipe(counted.through)})
    .then((result) => requireSuccess(move.destination, 'the sent files could not be written', result))
  const leaves = move.source
    .exec(argv, {...options, stdout: pipe})
    .then((result) => requireSuccess(move.source, 'the files to send could not be read', result))
    .then(() => void pipe.end())
  try {
    await Promise.all([leaves, arrives])
  } catch (error) {
    // Whichever end fails first stops the other one, and its error is reported. A receiver that ended early may show up as the
    // sender's broken pipe: then the receiver's own error counts.
    const [, receiver] = await Promise.allSettled([leaves, Promise.race([arrives, grace()])])
    stop.abort(error)
    await Promise.allSettled([leaves, arrives])
    throw receiver.status === 'rejected' && !signal.aborted ? receiver.reason : error
  }
  return counted.bytes()
}

/** A short time for the other end to report its own error. */
async function grace(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500))
}

function requireSuccess(transport: Transport, what: string, result: ExecResult): void {
  const {stdout, stderr, code, signal} = result
  if (code === 0) return
  const {host} = transport
  const lines = stderr.trim().split('\n')
  const cause = /^refused \S+ (.*)$/m.exec(stdout)?.[1] ?? lines.find((line) => line.includes('tar: ')) ?? `exit ${code ?? signal}`
  throw errors.EVACUATE_STEP_FAILED({host}, host, what, asSentence(cause))
}

function counter(progress: ProgressTask): {bytes(): number; through: Transform} {
  let total = 0
  const through = new Transform({
    highWaterMark: 1 << 20,
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length
      progress.update({done: total, unit: 'bytes sent'})
      done(null, chunk)
    },
  })
  return {bytes: () => total, through}
}
