import {randomInt} from 'node:crypto'
import type {Coordinator} from '../coordinator/coordinator.ts'
import {identify} from '../process/index.ts'
import type {Clock} from '../time/index.ts'
import {journalAct} from './journal-act.ts'
import type {Run} from './run.ts'

export interface RunStart {
  /** The command without its arguments: `power off`. */
  command: string
  /** The whole command without `ops`. */
  argv: readonly string[]
  /** Hosts that the run is about. */
  hosts: readonly string[]
  clock: Clock
}

/** A run, and the place in the journal of the entry that opened it. */
export interface OpenedRun {
  run: Run
  openedAt: number
}

/** Opens a run in the journal. A run whose process is gone before `end` was interrupted. */
export async function startRun(coordinator: Coordinator, start: RunStart): Promise<Run> {
  return (await beginRun(coordinator, start)).run
}

export async function beginRun(coordinator: Coordinator, {command, argv, hosts, clock}: RunStart): Promise<OpenedRun> {
  const id = newRunId(clock.now())
  const {seq} = await coordinator.append({run: id, kind: 'run.start', act: command, data: {argv, hosts, process: await identify()}})
  return {run: openRun(coordinator, id), openedAt: seq}
}

/** Goes on with a run of an earlier process; from now on it lives as long as this process. */
export async function resumeRun(coordinator: Coordinator, id: string, argv: readonly string[]): Promise<Run> {
  return (await reopenRun(coordinator, id, argv)).run
}

export async function reopenRun(coordinator: Coordinator, id: string, argv: readonly string[]): Promise<OpenedRun> {
  const {seq} = await coordinator.append({run: id, kind: 'note', act: 'run.resume', data: {argv, process: await identify()}})
  return {run: openRun(coordinator, id), openedAt: seq}
}

function openRun(coordinator: Coordinator, id: string): Run {
  return {
    id,
    coordinator,
    act: (act, options, action) => journalAct({coordinator, run: id, act, options}, action),
    note: (act, data, host) => coordinator.append({run: id, kind: 'note', act, data, ...(host === undefined ? {} : {host})}),
    async end(state, data = {}) {
      await coordinator.append({run: id, kind: 'run.end', act: 'run.end', data: {...data, state}})
    },
  }
}

// Without 0, 1, l and o: ids are read aloud and typed again.
const letters = '23456789abcdefghijkmnpqrstuvwxyz'

/** Sorts by time (UTC) and is short enough to type: `20261121-1306-k3f9`. */
export function newRunId(nowMs: number, random: (below: number) => number = randomInt): string {
  const [, date = '', time = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(new Date(nowMs).toISOString()) ?? []
  const tail = Array.from({length: 4}, () => letters[random(letters.length)]).join('')
  return `${date.replaceAll('-', '')}-${time.replace(':', '')}-${tail}`
}
