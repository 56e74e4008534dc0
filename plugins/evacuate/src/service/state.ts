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
  // Before `ready` nothing was started by this move: whatever runs there is not its copy, and is never stopped by it.
  if (marks.get('ready') === undefined) return {state: marks.get('arrived') === undefined ? 'none' : 'staged', detail}
  return {state: state === 'absent' ? 'prepared' : state, detail}
}
