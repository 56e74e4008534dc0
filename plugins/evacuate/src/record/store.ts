import type {Transport} from '@ops/core/transport'
import {runScript} from '../target/run-script.ts'
import {kit} from '../target/kit.ts'
import {errors} from '../errors.ts'
import {type FoundRecord, parseRecords, type Role} from './parse-records.ts'
import {type MarkName, type MovePlan, recordBase, recordFolder} from './record.ts'
import {fenceScript, markScript, pruneScript, readScript, reserveScript} from './scripts.ts'

/** A record on one host, opened for change by the holder of an epoch. */
export interface RecordHandle {
  transport: Transport
  run: string
  workload: string
  epoch: number
}

export interface MarkRules {
  unless?: MarkName
  needs?: MarkName
  /** Removed once the new mark is on disk. */
  drop?: MarkName
}

/** The records of moves on their hosts; what is written is on disk when it returns. */
export interface RecordStore {
  reserve(at: RecordHandle, role: Role, plan: MovePlan, signal: AbortSignal): Promise<void>
  /** Nobody with a lower epoch can act on this record after it returned, and none of their commands still runs. */
  fence(at: RecordHandle, signal: AbortSignal): Promise<void>
  mark(at: RecordHandle, name: MarkName, text: string, rules: MarkRules, signal: AbortSignal): Promise<void>
  /** Removes settled records; tells which are gone. */
  prune(transport: Transport, records: readonly FoundRecord[], signal: AbortSignal): Promise<string[]>
  /** The records that a host holds: all, those of a run, or that of one workload of a run. */
  read(transport: Transport, only: {run?: string; workload?: string}, signal: AbortSignal): Promise<FoundRecord[]>
}

const where = ({run, workload, epoch}: RecordHandle) => ({dir: recordFolder(run, workload), epoch})

/** Records kept by scripts on the hosts themselves. */
export const hostRecords: RecordStore = {
  async reserve(at, role, plan, signal) {
    await runScript(at.transport, reserveScript, {...where(at), role}, {signal, stdin: `${JSON.stringify(plan)}\n`})
  },
  async fence(at, signal) {
    await runScript(at.transport, fenceScript, where(at), {signal})
  },
  async mark(at, name, text, {unless, needs, drop}, signal) {
    await runScript(at.transport, markScript, {...where(at), name, unless, needs, drop}, {signal, stdin: text})
  },
  async prune(transport, records, signal) {
    const stdin = records.map(({plan}) => `${recordFolder(plan.run, plan.workload.name)}\n`).join('')
    return (await runScript(transport, pruneScript, {base: recordBase}, {signal, stdin})).all('gone')
  },
  async read(transport, {run, workload}, signal) {
    const path =
      run === undefined
        ? []
        : [
            `only=${[run, workload]
              .filter((part) => part !== undefined)
              .map(encodeURIComponent)
              .join('/')}`,
          ]
    const argv = ['perl', '-e', `${kit}\n${readScript}`, '--', `base=${recordBase}`, ...path]
    const result = await transport.exec(argv, {signal, timeoutMs: 30_000})
    if (result.code === 0) return parseRecords(result.stdout)
    throw errors.TARGET_FAILED({host: transport.host}, transport.host, result.stderr.trim().split('\n').at(-1) ?? '')
  },
}
