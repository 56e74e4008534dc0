import type {Host} from '@ops/core/inventory'
import {asOpsError} from '@ops/core/errors'
import {type Run, readRun, startRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import type {PowerResult} from './power-result.ts'
import pMap from 'p-map'
import {readPowerMap} from '../outlets/power-map.ts'
import {apart, dependencyWaves} from './host-order.ts'
import {GuardRefusal} from '@ops/core/guards'

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

/** One act on several hosts: what depends on others goes off first and comes on last. Results in the order of the inventory. */
export async function onMany(
  services: Services,
  hosts: readonly Host[],
  order: 'depended-first' | 'dependants-first',
  does: (host: Host, result: PowerResult) => Promise<void>,
  signal: AbortSignal,
): Promise<PowerResult[]> {
  const map = readPowerMap(services.inventory, services.registry)
  const waves = dependencyWaves(hosts)
  const results = new Map<string, PowerResult>()
  for (const wave of order === 'depended-first' ? waves : waves.reverse()) {
    await pMap(
      apart(wave, map),
      async (group) => {
        for (const host of group) results.set(host.name, await settle(host.name, signal, (result) => does(host, result)))
      },
      {concurrency: services.settings.fanout},
    )
  }
  return hosts.map((host) => results.get(host.name)).filter((result) => result !== undefined)
}

/** Runs an act on one host; its failure becomes a value, and what was known by then is kept. */
export async function settle(host: string, signal: AbortSignal, does: (result: PowerResult) => Promise<void>): Promise<PowerResult> {
  const result: PowerResult = {host, power: 'unknown', changed: false, proofs: []}
  try {
    await does(result)
  } catch (error) {
    signal.throwIfAborted()
    result.error = asOpsError(error, host).toJSON()
    if (error instanceof GuardRefusal) result.findings = error.findings
  }
  return result
}
