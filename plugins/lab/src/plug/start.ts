import {readFile, rm} from 'node:fs/promises'
import {setTimeout as delay} from 'node:timers/promises'
import {makeFolder} from '@ops/core/files'
import {startDetached} from '@ops/core/process'
import type {LabPlugFactory, LabPlugSpec} from '@ops/core/seams'
import {lastLine} from '@ops/core/text'
import {labErrors} from '../errors/lab-errors.ts'
import type {LabHost, LabState} from '../instance/state.ts'
import {labMark} from '../machine/processes.ts'
import {plugPaths} from './paths.ts'
import {plugPid} from './running.ts'

const readyMs = 10_000

/** The simulated plug that feeds a host; its relay starts and kills the host. */
export function plugSpec(state: LabState, {name, plug}: LabHost, relay: {on: string[]; off: string[]; running?: string[]}): LabPlugSpec {
  const {config, state: stateFile, ready, faults} = plugPaths(state.dir, name)
  const {address, port, ...identity} = plug
  return {name, address, port, identity, outlets: [{name, ...relay, initial: 'on'}], files: {config, state: stateFile, ready, faults}}
}

/** Starts a host's plug unless it runs, and waits until it listens. */
export async function startPlug(state: LabState, spec: LabPlugSpec, factory: LabPlugFactory, signal: AbortSignal): Promise<void> {
  const {name} = spec
  const paths = plugPaths(state.dir, name)
  await makeFolder(paths.dir)
  if ((await plugPid(state.dir, name)) !== undefined) return
  await rm(paths.ready, {force: true})
  const plug = await startDetached({
    argv: await factory.prepare(spec),
    logFile: paths.log,
    env: {PATH: process.env['PATH'], HOME: process.env['HOME'], [labMark]: state.dir},
  })
  for (let waited = 0; (await plugPid(state.dir, name)) === undefined; waited += 20) {
    signal.throwIfAborted()
    const ended = plug.ended()
    if (ended !== undefined || waited > readyMs) {
      const why = ended === undefined ? 'it did not listen in time' : `it ended with ${ended}`
      const log = await readFile(paths.log, 'utf8').catch(() => '')
      throw labErrors.LAB_PLUG_NOT_STARTED({host: name}, name, why, lastLine(log))
    }
    await delay(20)
  }
}
