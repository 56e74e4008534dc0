import type {Host} from '@ops/core/inventory'
import {asOpsError} from '@ops/core/errors'
import {type Run, readRun, startRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import type {PowerResult} from './power-result.ts'

/** Does something to hosts within a run of the journal, and ends the run as it went. */
export async function inRun(
  services: Services,
  command: string,
  argv: readonly string[],
  hosts: readonly Host[],
  does: (run: Run) => Promise<PowerResult[]>,
): Promise<{run: string; hosts: PowerResult[]}> {
  const {coordinator, clock} = services
  const run = await startRun(coordinator, {command, argv, hosts: hosts.map(({name}) => name), clock})
  try {
    const results = await does(run)
    await run.end(stateOfRun(results), {
      hosts: results.map(({host, power, error}) => ({host, power, ...(error === undefined ? {} : {error})})),
    })
    return {run: run.id, hosts: results}
  } catch (error) {
    // Stopped in the middle: what the acts left is in their own outcomes.
    await run.end((await leftUnknown(run)) ? 'unknown' : 'failed', {error: asOpsError(error).toJSON()})
    throw error
  }
}

async function leftUnknown({id, coordinator}: Run): Promise<boolean> {
  const {acts} = await readRun(coordinator, id)
  return acts.some(({state}) => state === 'unknown')
}

const unknownCodes = new Set(['POWER_UNKNOWN', 'NOT_PROVED'])

function stateOfRun(results: readonly PowerResult[]): 'done' | 'failed' | 'unknown' {
  const codes = results.flatMap(({error}) => error?.code ?? [])
  if (codes.some((code) => unknownCodes.has(code))) return 'unknown'
  return codes.length === 0 ? 'done' : 'failed'
}
