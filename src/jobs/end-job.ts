import type {Transport} from '../transport/transport.ts'
import {errors} from './errors.ts'
import type {JobOptions, JobState} from './job.ts'
import {parseState} from './parse-state.ts'
import {jobId, runScript} from './run-script.ts'
import {removeScript, stopScript} from './target/end.ts'

/** Beside the time that the script itself waits. */
const askMs = 30_000

/**
 * Ends a running job: TERM to its whole session, after `graceMs` KILL. A job that does not run is left as it is. Returns
 * what became of it; still `running` means that even KILL did not end it (a process stuck in the kernel).
 */
export async function stopJob(
  transport: Transport,
  id: string,
  {graceMs = 5000, signal, ...options}: JobOptions & {graceMs?: number} = {},
): Promise<JobState> {
  const graceS = Math.ceil(graceMs / 1000)
  const limits = {timeoutMs: graceS * 1000 + askMs, ...(signal === undefined ? {} : {signal})}
  const {stdout} = await runScript(transport, stopScript, [jobId(id), graceS], options, limits)
  return parseState(stdout)
}

/** Removes the run folder. Throws JOB_RUNNING (exit 5) while it runs. */
export async function removeJob(transport: Transport, id: string, {signal, ...options}: JobOptions = {}): Promise<void> {
  const limits = {timeoutMs: askMs, ...(signal === undefined ? {} : {signal})}
  const {stdout} = await runScript(transport, removeScript, [jobId(id)], options, limits)
  if (stdout.trim() === 'running') throw errors.JOB_RUNNING({host: transport.host}, transport.host, id)
}
