import type {DestinationState, SourceState, WorkAt} from '@ops/core/seams'
import type {Transport} from '@ops/core/transport'
import type {ScriptOutput} from '../remote/run-script.ts'
import {type ServiceConfig, unitOf} from './service-schema.ts'

export interface ServiceState {
  state: 'running' | 'absent' | 'unknown'
  detail: string
}

/** Asks a service whether it runs. A unit that is starting or stopping is unknown. */
export async function probeService({status, stop}: ServiceConfig, transport: Transport, signal: AbortSignal): Promise<ServiceState> {
  const unit = unitOf(stop)
  const argv = status ?? ['systemctl', 'is-active', '--', unit ?? '']
  const {code, stdout} = await transport.exec(argv, {signal, timeoutMs: 30_000})
  const shown = argv.join(' ')
  if (status === undefined) return parseUnitState(shown, stdout.trim())
  if (code === 0) return {state: 'running', detail: `${shown} says that it runs (exit 0)`}
  if (code === 1 || code === 2 || code === 3) return {state: 'absent', detail: `${shown} says that it does not run (exit ${code})`}
  return {state: 'unknown', detail: `${shown} ended with ${code === null ? 'a signal' : `exit ${code}`}`}
}

function parseUnitState(shown: string, word: string): ServiceState {
  const detail = `${shown} says ${word || 'nothing'}`
  if (word === 'active' || word === 'reloading') return {state: 'running', detail}
  if (word === 'inactive' || word === 'failed' || word === 'unknown') return {state: 'absent', detail}
  return {state: 'unknown', detail}
}

/** A service that this move has stopped is held: it does not run, and its files are whole. */
export function evaluateSource(marks: ScriptOutput, {state, detail}: ServiceState): WorkAt<SourceState> {
  if (state === 'unknown') return {state: 'unknown', detail}
  if (state === 'running')
    return {state: marks.get('stopping') !== undefined && marks.get('over') === undefined ? 'holding' : 'running', detail}
  if (marks.get('over') !== undefined || marks.get('stopping') === undefined) return {state: 'absent', detail}
  return {state: 'held', detail}
}

export function evaluateDestination(marks: ScriptOutput, {state, detail}: ServiceState): WorkAt<DestinationState> {
  if (marks.get('norecord') !== undefined && state !== 'absent') return {state: 'unknown', detail: `its record is gone, and ${detail}`}
  // Before `ready` this move has started nothing: whatever runs there is not its copy, and is never stopped by it.
  if (marks.get('ready') === undefined) return {state: marks.get('arrived') === undefined ? 'none' : 'staged', detail}
  const command = marks.get('started') === undefined ? undefined : marks.get('command')
  return {state: state === 'absent' ? 'prepared' : state, detail: command === undefined ? detail : `${command}, and ${detail}`}
}
