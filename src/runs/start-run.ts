import type {Coordinator} from '../coordinator/coordinator.ts'
import {identify} from '../process/index.ts'
import type {Clock} from '../time/index.ts'
import {journalAct} from './journal-act.ts'
import type {Run} from './run.ts'
import {newRunId} from './run-id.ts'

export interface RunStart {
  /** The words of the command: `power off`. */
  command: string
  argv: readonly string[]
  /** Hosts that the run is about. */
  hosts: readonly string[]
  clock: Clock
}

/** Opens a run in the journal. A run whose process is gone before `end` was interrupted. */
export async function startRun(coordinator: Coordinator, {command, argv, hosts, clock}: RunStart): Promise<Run> {
  const id = newRunId(clock.now())
  await coordinator.append({run: id, kind: 'run.start', act: command, data: {argv, hosts, process: await identify()}})
  return openRun(coordinator, id)
}

/** Goes on with a run of an earlier process; from now on it lives as long as this one does. */
export async function resumeRun(coordinator: Coordinator, id: string, argv: readonly string[]): Promise<Run> {
  await coordinator.append({run: id, kind: 'note', act: 'run.resume', data: {argv, process: await identify()}})
  return openRun(coordinator, id)
}

function openRun(coordinator: Coordinator, id: string): Run {
  return {
    id,
    coordinator,
    act: (act, options, does) => journalAct(coordinator, id, act, options, does),
    note: (act, data, host) => coordinator.append({run: id, kind: 'note', act, data, ...(host === undefined ? {} : {host})}),
    async end(state, data = {}) {
      await coordinator.append({run: id, kind: 'run.end', act: 'run.end', data: {...data, state}})
    },
  }
}
