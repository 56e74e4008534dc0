import {readFile, rename, writeFile} from 'node:fs/promises'
import type {LabPlugConfig} from '@ops/core/seams'
import {z} from 'zod'
import {type Fault, type FaultSource, faultSchema, takeFault} from './faults.ts'

const argv = z.array(z.string().min(1)).min(1)
const configSchema = z.strictObject({
  address: z.string(),
  port: z.int().min(0).max(65535),
  model: z.string(),
  alias: z.string(),
  deviceId: z.string(),
  mac: z.string(),
  outlets: z
    .array(z.strictObject({alias: z.string(), on: argv, off: argv, initial: z.enum(['on', 'off']), watts: z.number().optional()}))
    .min(1),
  stateFile: z.string(),
  readyFile: z.string().optional(),
  faultsFile: z.string().optional(),
  faults: z.array(z.looseObject({kind: z.string()})).optional(),
  klap: z.boolean().optional(),
})

export async function readPlugConfig(file: string): Promise<LabPlugConfig> {
  return configSchema.parse(JSON.parse(await readFile(file, 'utf8'))) as LabPlugConfig
}

/** Relays as the file keeps them, `true` for closed; undefined when there is none yet. */
export async function readRelays(file: string): Promise<boolean[] | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : z.array(z.boolean()).parse(JSON.parse(text))
}

/** Never half-written: a reader sees the old or the new file. */
export async function writeWhole(file: string, value: unknown): Promise<void> {
  const next = `${file}.${process.pid}.new`
  await writeFile(next, `${JSON.stringify(value)}\n`)
  await rename(next, file)
}

/** The faults of a file, used up from the front; a file that is away or wrong holds none. */
export function fileFaults(file: string): FaultSource {
  return {
    async next(switches): Promise<Fault | undefined> {
      const parsed = z.array(faultSchema).safeParse(
        await readFile(file, 'utf8')
          .then(JSON.parse)
          .catch(() => []),
      )
      const faults = parsed.data ?? []
      const fault = takeFault(faults, switches)
      if (fault !== undefined) await writeWhole(file, faults)
      return fault
    },
  }
}
