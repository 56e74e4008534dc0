import type {Transport} from '@ops/core/transport'
import {runScript} from '../target/run-script.ts'
import {kit} from '../target/kit.ts'
import {errors} from '../errors.ts'
import {type FoundRecord, parseRecords, type Role} from './parse-records.ts'
import {type MarkName, type MovePlan, recordBase, recordFolder} from './record.ts'
import {fenceScript, markScript, readScript, reserveScript} from './scripts.ts'

/** A record on one host, opened for change by the holder of an epoch. */
export interface RecordHandle {
  transport: Transport
  run: string
  workload: string
  epoch: number
}

const where = ({run, workload, epoch}: RecordHandle) => ({dir: recordFolder(run, workload), epoch})

export async function reserve(handle: RecordHandle, role: Role, plan: MovePlan, signal: AbortSignal): Promise<void> {
  await runScript(handle.transport, reserveScript, {...where(handle), role}, {signal, stdin: `${JSON.stringify(plan)}\n`})
}

/** Nobody with a lower epoch can act on this record after it returned, and none of their commands still runs. */
export async function fence(handle: RecordHandle, signal: AbortSignal): Promise<void> {
  await runScript(handle.transport, fenceScript, where(handle), {signal})
}

export interface MarkRules {
  unless?: MarkName
  needs?: MarkName
  /** Removed once the new mark is on disk. */
  drop?: MarkName
}

export async function mark(handle: RecordHandle, name: MarkName, text: string, rules: MarkRules, signal: AbortSignal): Promise<void> {
  const {unless, needs, drop} = rules
  await runScript(handle.transport, markScript, {...where(handle), name, unless, needs, drop}, {signal, stdin: text})
}

/** The records that a host holds: all, those of a run, or that of one workload of a run. */
export async function readRecords(
  transport: Transport,
  only: {run?: string; workload?: string},
  signal: AbortSignal,
): Promise<FoundRecord[]> {
  const {run, workload} = only
  const path =
    run === undefined
      ? []
      : [
          `only=${[run, workload]
            .filter((part) => part !== undefined)
            .map(encodeURIComponent)
            .join('/')}`,
        ]
  const result = await transport.exec(['perl', '-e', `${kit}\n${readScript}`, '--', `base=${recordBase}`, ...path], {
    signal,
    timeoutMs: 30_000,
  })
  if (result.code !== 0) throw errors.TARGET_FAILED({host: transport.host}, transport.host, result.stderr.trim().split('\n').at(-1) ?? '')
  return parseRecords(result.stdout)
}
