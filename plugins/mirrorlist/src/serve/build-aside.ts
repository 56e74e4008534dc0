import {fork} from 'node:child_process'
import {OpsError} from '@ops/core/errors'
import {errors} from '../errors.ts'
import type {BuildInput} from '../snapshot/build-snapshot.ts'
import type {BuildMessage} from './build-main.ts'
import {scriptBeside} from './child-script.ts'

export type BuiltFile = Extract<BuildMessage, {ok: true}>

/** Megabytes of young objects: small, as the compiler makes much that dies at once, and its peak should stay low. */
const youngMegabytes = 2

/** Compiles in a process of its own, with low priority, into a file: neither time nor memory of the servers is taken. */
export async function buildAside(input: BuildInput, file: string, signal: AbortSignal): Promise<BuiltFile> {
  const child = fork(scriptBeside(import.meta.url, 'build-main'), [JSON.stringify(input), file], {
    execArgv: [`--max-semi-space-size=${youngMegabytes}`],
    signal,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const message = await new Promise<BuildMessage>((resolve, reject) => {
    child.once('message', (value) => resolve(value as BuildMessage))
    child.once('error', (cause) => reject(signal.aborted ? signal.reason : errors.BUILD_DIED({cause}, cause.message)))
    child.once('exit', (code, name) => reject(errors.BUILD_DIED({}, name ?? `exit ${code}`)))
  })
  if (message.ok) return message
  const {code, hint} = message
  throw new OpsError(code, message.message, message.isOurs ? 'internal' : 'refused', hint === undefined ? {} : {hint})
}
