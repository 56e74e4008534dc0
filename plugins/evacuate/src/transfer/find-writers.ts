import type {Move} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {joinArgv, runScript, type ScriptOutput} from '../remote/run-script.ts'

const beforeSendingScript = new URL('./scripts/before-sending.pl', import.meta.url)

interface Writer {
  pid: string
  /** The process and its name. */
  shown: string
  paths: string[]
}

/** Processes that have declared files open for writing, from the output of writers.pl. */
export function parseWriters(output: ScriptOutput): Writer[] {
  const pairs = (key: string) => output.all(key).map((line) => [line.replace(/ .*/, ''), line.replace(/^\S+ /, '')] as const)
  const names = new Map(pairs('named'))
  return [...Map.groupBy(pairs('writer'), ([pid]) => pid)].map(([pid, lines]) => ({
    pid,
    shown: `process ${pid} (${names.get(pid) ?? '?'})`,
    paths: lines.map(([, path]) => path),
  }))
}

/**
 * Refuses while a process may write files that are about to be sent: what it writes afterwards would stay behind. Returns the
 * folders above the files, for the destination that lacks them.
 */
export async function requireNoWriters(move: Move, files: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  if (files.length === 0) return undefined
  const output = await runScript(move.source, beforeSendingScript, {files: joinArgv(files)}, {signal})
  const [writer] = parseWriters(output)
  if (writer === undefined) return output.get('folders')
  const {host} = move.source
  const cause = `${writer.shown} has ${writer.paths[0]} open for writing; a file must not change while it is sent.`
  const next = `end process ${writer.pid} on ${host}`
  throw errors.EVACUATE_STEP_FAILED({host}, host, `the files of ${move.workload.name} cannot be sent`, cause, next)
}
