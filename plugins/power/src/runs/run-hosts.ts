import {OpsError, asOpsError} from '@ops/core/errors'
import {GuardRefusal} from '@ops/core/guards'
import type {Host} from '@ops/core/inventory'
import type {Run, RunEnd} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {errorMessage} from '@ops/core/text'
import pMap from 'p-map'
import {errors} from '../errors/errors.ts'
import {readPowerMap} from '../outlets/power-map.ts'
import {dependencyWaves, independentGroups} from './host-order.ts'
import {HostRecord, type PowerResult} from './power-result.ts'

/** The work of one run on one host. */
export interface HostAct {
  services: Services
  run: Run
  host: Host
  /** Collects the result. */
  record: HostRecord
  signal: AbortSignal
}

const unknownCodes = new Set(['POWER_UNKNOWN', 'POWER_NOT_PROVED', 'POWER_UNRECORDED', 'POWER_STOPPED', 'POWER_SENT_ELSEWHERE'])

/** The start of a run, for the journal. */
export function runStart(command: string, argv: readonly string[], hosts: readonly Host[]) {
  return {command, argv, hosts: hosts.map(({name}) => name)}
}

/** How a run of power ends, and what the journal keeps of its hosts. */
export const runEnd: RunEnd<PowerResult> = {
  isUnknown: ({error}) => error !== undefined && unknownCodes.has(error.code),
  summary: (results) => ({hosts: results.map(({host, power, error}) => ({host, power, ...(error === undefined ? {} : {error})}))}),
}

/** Runs an action on several hosts in the order of `depends`. Results are in the given order. Throws when it is stopped before any act. */
export async function onEachHost(
  {inventory, registry, settings}: Services,
  hosts: readonly Host[],
  order: 'depended-first' | 'dependants-first',
  action: (host: Host, record: HostRecord) => Promise<void>,
  signal: AbortSignal,
): Promise<PowerResult[]> {
  const map = readPowerMap(inventory, registry)
  const waves = dependencyWaves(hosts)
  const results = new Map<string, PowerResult>()
  for (const wave of order === 'depended-first' ? waves : waves.reverse()) {
    await pMap(
      independentGroups(wave, map),
      async (group) => {
        for (const host of group) {
          try {
            results.set(host.name, await toHostResult(host.name, signal, (record) => action(host, record)))
          } catch (error) {
            if (!signal.aborted) throw error
          }
        }
      },
      {concurrency: settings.fanout},
    )
  }
  // What was done to some is told for each; if nothing was, that the command was stopped.
  if (results.size < hosts.length && ![...results.values()].some(wasTouched)) throw signal.reason
  return hosts.map(({name}) => results.get(name) ?? {...new HostRecord(name).result, error: stopped(name, 'before')})
}

const stopped = (host: string, at: 'before' | 'shutdown' | 'switch') => errors.POWER_STOPPED({host}, host, at).toJSON()

const wasTouched = ({changed, shutDown}: PowerResult) => changed || shutDown !== undefined

/**
 * Runs an action on one host. A failure becomes part of the result, together with what was recorded before it; so does the end of the
 * command by its signal, unless nothing was done to the host before.
 */
export async function toHostResult(host: string, signal: AbortSignal, action: (record: HostRecord) => Promise<void>): Promise<PowerResult> {
  const record = new HostRecord(host)
  try {
    await action(record)
    return record.result
  } catch (error) {
    const {changed, shutDown} = record.result
    if (signal.aborted) {
      if (!wasTouched(record.result)) throw signal.reason
      return {...record.result, error: stopped(host, changed ? 'switch' : 'shutdown')}
    }
    if (error instanceof OpsError && error.code === 'JOURNAL_UNWRITABLE' && (changed || shutDown !== undefined))
      return {...record.result, power: 'unknown', error: errors.POWER_UNRECORDED({host, cause: error}, host, errorMessage(error)).toJSON()}
    const findings = error instanceof GuardRefusal ? {findings: error.findings} : {}
    return {...record.result, error: asOpsError(error, host).toJSON(), ...findings}
  }
}

/** The result of a host that was to be off for a moment, and whose run was stopped between off and on: it does not start again by itself. */
export function leftOff(host: string): PowerResult {
  return {host, power: 'unknown', changed: true, proofs: [], error: errors.POWER_LEFT_OFF({host}, host).toJSON()}
}
