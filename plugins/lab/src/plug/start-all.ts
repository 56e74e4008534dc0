import {fileURLToPath} from 'node:url'
import type {Registry} from '@ops/core/seams'
import type {LabState} from '../instance/state.ts'
import {runningArgv} from '../host/running.ts'
import {plugSpec, startPlug} from './start.ts'

const relayProgram = fileURLToPath(new URL('../host/relay.js', import.meta.url))

/** Starts the plug of every host, when a plugin that has simulated plugs is installed; false when none is. */
export async function startPlugs(state: LabState, registry: Registry, signal: AbortSignal): Promise<boolean> {
  const [factory] = registry.labPlugs.all()
  if (factory === undefined) return false
  for (const host of state.hosts) {
    // Without hosts a relay switches nothing.
    const relay = (verb: string) =>
      state.mode === 'plugs' ? ['true'] : [process.execPath, relayProgram, verb, '--dir', state.dir, host.name]
    const running = runningArgv(state, host.name)
    const wiring = {on: relay('start'), off: relay('stop'), ...(running === undefined ? {} : {running})}
    await startPlug(state, plugSpec(state, host, wiring), factory, signal)
  }
  return true
}
