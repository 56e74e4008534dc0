import {spawn} from 'node:child_process'
import {mkdir, open, readFile, rm, writeFile} from 'node:fs/promises'
import {setTimeout as delay} from 'node:timers/promises'
import type {LabPlugConfig, LabPlugFactory} from '@ops/core/seams'
import {labErrors} from '../errors.ts'
import type {LabHost, LabState} from '../instance/state.ts'
import {labMark} from '../machine/processes.ts'
import {plugPaths} from './paths.ts'
import {plugPid} from './running.ts'

const readyMs = 10_000

/** What feeds a host: a simulated plug whose relay starts and kills it. */
export function plugConfig(state: LabState, {name, plug}: LabHost, relay: {on: string[]; off: string[]}): LabPlugConfig {
  const paths = plugPaths(state.dir, name)
  return {
    ...plug,
    // With a meter, so that "off" can be proved twice.
    model: 'HS110',
    alias: name,
    outlets: [{alias: name, ...relay, initial: 'on'}],
    stateFile: paths.state,
    readyFile: paths.ready,
    faultsFile: paths.faults,
  }
}

/** Starts a host's plug unless it runs, and waits until it listens. */
export async function startPlug(state: LabState, config: LabPlugConfig, factory: LabPlugFactory, signal: AbortSignal): Promise<void> {
  const name = config.alias
  const paths = plugPaths(state.dir, name)
  await mkdir(paths.dir, {recursive: true})
  if ((await plugPid(state.dir, name)) !== undefined) return
  await rm(paths.ready, {force: true})
  await writeFile(paths.config, `${JSON.stringify(config, undefined, 2)}\n`)
  const {command, args} = factory.entry()
  const log = await open(paths.log, 'a')
  const child = spawn(command, args(paths.config), {
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
