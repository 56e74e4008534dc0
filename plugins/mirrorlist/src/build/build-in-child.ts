import {fork} from 'node:child_process'
import {exitNameOf, OpsError} from '@ops/core/errors'
import {errors} from '../errors/serve.ts'
import type {BuildInput} from '../snapshot/build-snapshot.ts'
import type {BuildMessage} from './build-main.ts'
import {scriptBeside} from './child-script.ts'
import {errorMessage} from '@ops/core/text'

export type BuiltFile = Extract<BuildMessage, {ok: true}>

/** Megabytes of young objects: small, as the compiler makes much that dies at once, and its peak should stay low. */
const youngMegabytes = 2

/** Milliseconds after which the build is ended: a large network takes seconds, a file system that hangs would take forever. */
const limitMs = 900_000

/**
 * Compiles in a process of its own, with low priority, into a file: neither time nor memory of the servers is taken. Throws
 * MIRRORLIST_BUILD_DIED, and what compiling does.
 */
export async function buildInChild(input: BuildInput, file: string, stop: AbortSignal, withinMs = limitMs): Promise<BuiltFile> {
  const late = AbortSignal.timeout(withinMs)
  const signal = AbortSignal.any([stop, late])
  const child = fork(scriptBeside(import.meta.url, 'build-main'), [JSON.stringify(input), file], {
    execArgv: [`--max-semi-space-size=${youngMegabytes}`],
    signal,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const message = await new Promise<BuildMessage>((resolve, reject) => {
    child.once('message', (value) => resolve(value as BuildMessage))
    child.once('error', (cause) =>
      reject(
        stop.aborted
          ? stop.reason
          : errors.MIRRORLIST_BUILD_DIED({cause}, late.aborted ? `it took more than ${withinMs / 1000} s` : errorMessage(cause)),
      ),
    )
    child.once('exit', (code, name) => reject(errors.MIRRORLIST_BUILD_DIED({}, name ?? `exit ${code}`)))
  })
  if (message.ok) return message
  const {code, hint} = message
  throw new OpsError(code, message.message, exitNameOf(message.exit), hint === undefined ? {} : {hint})
}
