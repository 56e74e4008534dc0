import {fileURLToPath} from 'node:url'
import type {LabPlugFactory} from '@ops/core/seams'

export const labPlugFactory: LabPlugFactory = {
  entry: () => ({
    command: process.execPath,
    args: (configFile) => [fileURLToPath(new URL('./main.js', import.meta.url)), configFile],
  }),
}
