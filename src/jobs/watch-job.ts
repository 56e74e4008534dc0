import {Writable} from 'node:stream'
import {exitCodes, OpsError} from '../errors/index.ts'
import type {Clock} from '../time/index.ts'
import type {Transport} from '../transport/transport.ts'
import {errors} from './errors.ts'
import type {JobOptions, JobState} from './job.ts'
import {parseState} from './parse-state.ts'
import {jobId, runScript} from './run-script.ts'
import {listScript, readScript, stateScript} from './target/look.ts'

const askMs = 30_000

export async function jobState(transport: Transport, id: string, options: JobOptions = {}): Promise<JobState> {
  return askState(transport, id, 0, options)
}

export async function listJobs(transport: Transport, options: JobOptions = {}): Promise<(JobState & {id: string})[]> {
  const {stdout} = await runScript(transport, listScript, [], options, {timeoutMs: askMs, ...signalOf(options)})
  const lines = stdout.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const space = line.indexOf(' ')
    return {id: line.slice(0, space), ...parseState(line.slice(space + 1))}
  })
}

export interface JobOutput {
  bytes: Buffer
  /** Offset to read on from. */
  next: number
}

/** Output from a byte offset on, at most `maxBytes` (1 MiB unless told) of it. Throws JOB_NOT_FOUND. */
export async function readJob(
  transport: Transport,
  id: string,
  stream: 'stdout' | 'stderr',
  {offset = 0, maxBytes = 1024 * 1024, ...options}: JobOptions & {offset?: number; maxBytes?: number} = {},
): Promise<JobOutput> {
  const parts: Buffer[] = []
  // Bytes, not text: an offset may fall inside a character.
  const stdout = new Writable({write: (part: Buffer, _encoding, done) => done(void parts.push(part))})
  const args = [jobId(id), stream, offset, maxBytes]
  const {code} = await runScript(transport, readScript, args, options, {stdout, timeoutMs: askMs, ...signalOf(options)})
  if (code !== 0) throw errors.JOB_NOT_FOUND({host: transport.host}, transport.host, id)
  const bytes = Buffer.concat(parts)
  return {bytes, next: offset + bytes.length}
}

export interface JobWait extends JobOptions {
  clock: Clock
  /** Milliseconds after which JOB_DEADLINE (exit 124) is thrown; the job goes on. */
  deadlineMs: number
}

/** Milliseconds that one question waits on the host. */
const sliceMs = 20_000
/** Before it asks again after a dropped link or an answer that came early. */
const againMs = 500

/** Waits until the job no longer runs. A link that drops meanwhile is taken up again until the deadline. */
export async function waitJob(transport: Transport, id: string, {clock, deadlineMs, ...options}: JobWait): Promise<JobState> {
  const until = clock.monotonic() + deadlineMs
  for (;;) {
    const left = until - clock.monotonic()
    let trouble: unknown
    try {
      const state = await askState(transport, id, Math.ceil(Math.max(0, Math.min(sliceMs, left)) / 1000), options)
      if (state.state !== 'running') return state
    } catch (error) {
      if (!(error instanceof OpsError) || error.exit !== exitCodes.unreachable) throw error
      trouble = error
    }
    if (clock.monotonic() >= until) throw errors.JOB_DEADLINE({host: transport.host, cause: trouble}, transport.host, id, deadlineMs)
    await clock.sleep(Math.min(againMs, until - clock.monotonic()), options.signal)
  }
}

async function askState(transport: Transport, id: string, waitS: number, options: JobOptions): Promise<JobState> {
  const limits = {timeoutMs: waitS * 1000 + askMs, ...signalOf(options)}
  const {stdout} = await runScript(transport, stateScript, [jobId(id), waitS], options, limits)
  return parseState(stdout)
}

function signalOf({signal}: JobOptions): {signal?: AbortSignal} {
  return signal === undefined ? {} : {signal}
}
