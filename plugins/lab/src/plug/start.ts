import {spawn} from 'node:child_process'
import {mkdir, open, readFile, rm} from 'node:fs/promises'
import {setTimeout as delay} from 'node:timers/promises'
import type {LabPlugFactory, LabPlugSpec} from '@ops/core/seams'
import {labErrors} from '../errors/lab-errors.ts'
import type {LabHost, LabState} from '../instance/state.ts'
import {labMark} from '../machine/processes.ts'
import {plugPaths} from './paths.ts'
import {plugPid} from './running.ts'

const readyMs = 10_000

/** The simulated plug that feeds a host; its relay starts and kills the host. */
export function plugSpec(state: LabState, {name, plug}: LabHost, relay: {on: string[]; off: string[]}): LabPlugSpec {
  const {config, state: stateFile, ready, faults} = plugPaths(state.dir, name)
  const {address, port, ...identity} = plug
  return {name, address, port, identity, outlets: [{name, ...relay, initial: 'on'}], files: {config, state: stateFile, ready, faults}}
}

/** Starts a host's plug unless it runs, and waits until it listens. */
export async function startPlug(state: LabState, spec: LabPlugSpec, factory: LabPlugFactory, signal: AbortSignal): Promise<void> {
  const {name} = spec
  const paths = plugPaths(state.dir, name)
  await mkdir(paths.dir, {recursive: true})
  if ((await plugPid(state.dir, name)) !== undefined) return
  await rm(paths.ready, {force: true})
  const [command = '', ...args] = await factory.prepare(spec)
  const log = await open(paths.log, 'a')
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: {PATH: process.env['PATH'], HOME: process.env['HOME'], [labMark]: state.dir},
  })
  await log.close()
  let ended: string | undefined
  child.on('error', (error) => (ended = error.message))
  child.on('exit', (code, name) => (ended = `it ended with ${code ?? name}`))
  for (let waited = 0; (await plugPid(state.dir, name)) === undefined; waited += 20) {
    signal.throwIfAborted()
    if (ended !== undefined || waited > readyMs)
      throw labErrors.LAB_PLUG_NOT_STARTED({host: name}, name, ended ?? 'it did not listen in time', await lastLine(paths.log))
    await delay(20)
  }
  child.unref()
}

async function lastLine(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).trim().split('\n').at(-1) ?? ''
}
