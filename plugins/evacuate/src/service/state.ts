import type {DestinationState, SourceState, WorkAt} from '@ops/core/seams'
import type {Answer} from '../target/run-script.ts'
import type {ServiceSeen} from './probe.ts'

/** A service that we stopped is held: it does not run, and its files are whole. */
export function sourceState(marks: Answer, {state, detail}: ServiceSeen): WorkAt<SourceState> {
  if (state === 'unknown') return {state: 'unknown', detail}
  if (state === 'running')
    return {state: marks.get('stopping') !== undefined && marks.get('over') === undefined ? 'holding' : 'running', detail}
  if (marks.get('over') !== undefined || marks.get('stopping') === undefined) return {state: 'absent', detail}
  return {state: 'held', detail}
}

export function destinationState(marks: Answer, {state, detail}: ServiceSeen): WorkAt<DestinationState> {
  if (state === 'unknown') return {state: 'unknown', detail}
  const mine = marks.get('ready') !== undefined
  // One that runs without our doing is not our copy; `destroy` must not stop it.
  if (state === 'running')
    return mine ? {state: 'running', detail} : {state: 'unknown', detail: `it runs there and was not started by this move: ${detail}`}
  if (mine) return {state: 'prepared', detail}
  return marks.get('arrived') !== undefined ? {state: 'staged', detail} : {state: 'none', detail}
}
