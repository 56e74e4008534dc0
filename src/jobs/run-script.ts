import {OpsError} from '../errors/index.ts'
import type {ExecOptions, ExecResult, Transport} from '../transport/transport.ts'
import {errors} from './errors.ts'
import type {JobOptions} from './job.ts'

/** Runs one of the constant scripts on the host; every argument travels as an argument, never as text of the script. */
export async function runScript(
  transport: Transport,
  script: string,
  args: readonly (string | number)[],
  {root = ''}: JobOptions,
  options: ExecOptions,
): Promise<ExecResult> {
  const {host} = transport
  const ran = await transport.exec(['perl', '-e', script, '--', root, ...args.map(String)], options).catch((error: unknown) => {
    if (error instanceof OpsError && error.code === 'COMMAND_NOT_STARTED')
      throw errors.JOBS_UNUSABLE({host, cause: error}, host, error.message)
    throw error
  })
  // 4 is an answer of the scripts, everything else is trouble.
  if (ran.code !== 0 && ran.code !== 4) {
    const why = ran.stderr.trim() || (ran.code === null ? `perl was ended by ${ran.signal}` : `perl exited with ${ran.code}`)
    throw errors.JOBS_UNUSABLE({host}, host, why)
  }
  return ran
}

/** Ids become folder names on the host. */
export function jobId(id: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id)) throw new Error(`${JSON.stringify(id)} cannot name a job.`)
  return id
}
