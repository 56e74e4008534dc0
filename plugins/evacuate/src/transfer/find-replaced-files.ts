import type {MoveInput, MoveObstacle} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {joinArgv, runScript, type ScriptOutput} from '../remote/run-script.ts'
import {parseWriters} from './find-writers.ts'
import {listSome} from './list-some.ts'

const surveyScript = new URL('./scripts/survey-destination-files.pl', import.meta.url)

interface SentFiles {
  files: readonly string[]
  pidfile?: string | undefined
}

/** Which files that a move would replace at its destination are in use there. Changes nothing. */
export async function findReplacedFiles(
  {workload, destination}: Pick<MoveInput, 'workload' | 'destination'>,
  {files, pidfile}: SentFiles,
  signal: AbortSignal,
): Promise<MoveObstacle[]> {
  if (files.length === 0) return []
  const output = await runScript(destination, surveyScript, {files: joinArgv(files), pidfile}, {signal})
  return describeReplacedFiles(workload.name, destination.host, output, pidfile)
}

export function describeReplacedFiles(name: string, host: string, output: ScriptOutput, pidfile?: string): MoveObstacle[] {
  const [pid, ...owner] = (output.get('owner') ?? '').split(' ')
  const hint = (id: string) => `end process ${id} on ${host} if it may end, or choose another --to`
  return [
    ...(pid
      ? [
          {
            host,
            message: `${pidfile} on ${host} names a running process, ${pid} (${owner.join(' ')}); the move of ${name} would replace that file.`,
            hint: hint(pid),
          },
        ]
      : []),
    ...parseWriters(output).map((writer) => ({
      host,
      message: `On ${host}, ${writer.shown} writes ${listSome(writer.paths)}, which the move of ${name} would replace.`,
      hint: hint(writer.pid),
    })),
  ]
}

/** The same right before files are sent: a program may have opened one since the survey. */
export async function requireUnusedFiles(
  move: Pick<MoveInput, 'workload' | 'destination'>,
  sent: SentFiles,
  signal: AbortSignal,
): Promise<void> {
  const [found] = await findReplacedFiles(move, sent, signal)
  const {host} = move.destination
  if (found !== undefined)
    throw errors.EVACUATE_STEP_FAILED({host}, host, `the files of ${move.workload.name} are not sent`, found.message, found.hint)
}
