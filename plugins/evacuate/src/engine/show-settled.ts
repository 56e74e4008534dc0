import type {Answer} from '@ops/core/cli'
import {asOpsError, exitOfHosts} from '@ops/core/errors'
import {resumeRun, startRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {errors} from '../errors.ts'
import {movesOfRun, settleMoves, type SettledMove, type SettleInput} from './settle.ts'
import {isAtWork} from './status.ts'

/** `ops evacuate abort|resume RUN`. Goes on with the run in the journal, or opens a new one when the journal lost it. */
export async function settle(
  services: Services,
  how: 'abort' | 'resume',
  input: SettleInput,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<Answer> {
  const found = await movesOfRun(services, input.run, signal)
  const {coordinator, clock} = services
  if (await isAtWork(services, input.run)) throw errors.AT_WORK({}, input.run)
  const known = (await coordinator.read({run: input.run, limit: 1})).length > 0
  const run = known
    ? await resumeRun(coordinator, input.run, argv)
    : await startRun(coordinator, {
        command: `evacuate ${how}`,
        argv,
        hosts: [...new Set(found.moves.flatMap(({plan}) => [plan.source, plan.destination]))],
        clock,
      })
  let settled: SettledMove[]
  try {
    settled = await settleMoves(services, run, how, found, input, signal)
  } catch (error) {
    await run.end('unknown', {error: asOpsError(error).toJSON()})
    throw error
  }
  const failed = settled.filter(({error}) => error !== undefined)
  await run.end(failed.length === 0 ? 'done' : 'unknown', {settled})
  const hosts = settled.map((move) => ({host: move.from, ...move}))
  // What was over before decides nothing where others were still open.
  const open = hosts.filter(({state}) => state !== 'nothing')
  return {result: {hosts}, text: settled.map(line).join('\n'), exit: exitOfHosts(open.length > 0 ? open : hosts)}
}

function line({workload, from, to, state, at, error}: SettledMove): string {
  if (error !== undefined) return `${workload}: ${error.message}${error.hint === undefined ? '' : ` Next: ${error.hint}`}`
  if (state === 'nothing') return `${workload}: settled already${at === undefined ? '' : `, on ${at}`}.`
  if (state === 'ended') return `${workload}: does not run on ${from} any more; nothing of it is on ${to}.`
  return state === 'moved' ? `${workload}: moved from ${from} to ${to}.` : `${workload}: stays on ${from}; nothing of it is on ${to}.`
}
