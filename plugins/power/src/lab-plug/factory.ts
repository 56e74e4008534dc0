import {writeFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import type {LabPlugFactory} from '@ops/core/seams'
import type {LabPlugConfig} from './config-file.ts'

const program = fileURLToPath(new URL('./main.js', import.meta.url))

/** Simulated plugs have a meter, so that "off" can be proved by it too. */
const model = 'HS110'

export const labPlugFactory: LabPlugFactory = {
  schema: async () => (await import('./written-plug.ts')).writtenPlug,
  start: async (settings, watch) => (await import('./written-plug.ts')).startWrittenPlug(settings, watch),
  async prepare({name, address, port, identity, outlets, files}) {
    const config: LabPlugConfig = {
      address,
      port,
      ...identity,
      model,
      alias: name,
      outlets: outlets.map(({name: alias, on, off, running, initial}) => ({
        alias,
        on,
        off,
        ...(running === undefined ? {} : {running}),
        initial,
      })),
      stateFile: files.state,
      readyFile: files.ready,
      ...(files.faults === undefined ? {} : {faultsFile: files.faults}),
    }
    await writeFile(files.config, `${JSON.stringify(config, undefined, 2)}\n`)
    return [process.execPath, program, files.config]
  },
}
