import type {Transport} from '../transport/transport.ts'
import {errors} from './errors.ts'
import type {JobOptions, JobSpec} from './job.ts'
import {jobId, runScript} from './run-script.ts'
import {startScript} from './target/start.ts'

const startMs = 30_000

/**
 * Starts a command that outlives the link and ops; returns its pid. The run folder's making is the mutual exclusion: a
 * second start of an id throws JOB_EXISTS. If the link drops here, `jobState` tells whether it began.
 */
export async function startJob(transport: Transport, job: JobSpec, options: JobOptions = {}): Promise<{pid: number}> {
  const {host} = transport
  const {argv, env = {}, cwd = '/'} = job
  const id = jobId(job.id)
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const {signal} = options
  const ran = await runScript(transport, startScript, [id, cwd, pairs.length, ...pairs, ...argv], options, {
    stdin: JSON.stringify(argv),
    timeoutMs: startMs,
    ...(signal === undefined ? {} : {signal}),
  })
  const [word, ...rest] = ran.stdout.trim().split(' ')
  if (word === 'started') return {pid: Number(rest[0])}
  if (word === 'exists') throw errors.JOB_EXISTS({host}, host, id)
  throw errors.JOB_NOT_STARTED({host}, host, argv[0] ?? '', rest.join(' '))
}
