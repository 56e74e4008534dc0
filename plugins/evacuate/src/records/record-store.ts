import type {Transport} from '@ops/core/transport'
import {lastLine} from '@ops/core/text'
import {errors} from '../errors/errors.ts'
import {runScript, scriptArgv} from '../remote/run-script.ts'
import {type FoundRecord, parseRecords, type Role} from './parse-records.ts'
import {type MarkName, type MovePlan, recordBase, recordFolder} from './record.ts'

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

/** The records of moves on their hosts; a change is on disk when its method returns. */
export interface RecordStore {
  reserve(at: RecordHandle, role: Role, plan: MovePlan, signal: AbortSignal): Promise<void>
  /** Afterwards no holder of a lower epoch can change this record, and none of their commands still runs. */
  fence(at: RecordHandle, signal: AbortSignal): Promise<void>
  mark(at: RecordHandle, name: MarkName, text: string, rules: MarkRules, signal: AbortSignal): Promise<void>
  /** Removes records of finished moves; returns the folders that are gone. */
  prune(transport: Transport, records: readonly FoundRecord[], signal: AbortSignal): Promise<string[]>
  /** The records that a host has: all, those of a run, or that of one workload of a run. */
  read(transport: Transport, only: {run?: string; workload?: string}, signal: AbortSignal): Promise<FoundRecord[]>
}

const script = (name: string) => new URL(`./scripts/${name}.pl`, import.meta.url)
const scriptArgs = ({run, workload, epoch}: RecordHandle) => ({dir: recordFolder(run, workload), epoch})

/** Records kept by scripts on the hosts themselves. */
export const hostRecords: RecordStore = {
  async reserve(at, role, plan, signal) {
    await runScript(at.transport, script('reserve'), {...scriptArgs(at), role}, {signal, stdin: `${JSON.stringify(plan)}\n`})
  },
  async fence(at, signal) {
    await runScript(at.transport, script('fence'), scriptArgs(at), {signal})
  },
  async mark(at, name, text, {unless, needs, drop}, signal) {
    await runScript(at.transport, script('mark'), {...scriptArgs(at), name, unless, needs, drop}, {signal, stdin: text})
  },
  async prune(transport, records, signal) {
    const stdin = records.map(({plan}) => `${recordFolder(plan.run, plan.workload.name)}\n`).join('')
    return (await runScript(transport, script('prune'), {base: recordBase}, {signal, stdin})).all('gone')
  },
  async read(transport, {run, workload}, signal) {
    const path = [run, workload].filter((part) => part !== undefined).map(encodeURIComponent)
    const only = run === undefined ? undefined : path.join('/')
    const result = await transport.exec(scriptArgv(script('read'), {base: recordBase, only}), {signal, timeoutMs: 30_000})
    if (result.code === 0) return parseRecords(result.stdout)
    const {host} = transport
    throw errors.EVACUATE_SCRIPT_FAILED({host}, host, lastLine(result.stderr))
  },
}
