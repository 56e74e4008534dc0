import {readFile} from 'node:fs/promises'
import {readIfExists, replaceFile} from '@ops/core/files'
import {checkPart, problemText} from '@ops/core/yaml'
import {z} from 'zod'
import {type Fault, type FaultSource, faultSchema, takeFault} from './faults.ts'

const argv = z.array(z.string().min(1)).min(1)
const configSchema = z.strictObject({
  /** Address and port for TCP and UDP; port 0 picks one. */
  address: z.string(),
  port: z.int().min(0).max(65535),
  /** `HS100`, `HS105`, `HS110` (with a meter), `HS300` (a strip): decides sysinfo, meter and children. */
  model: z.string(),
  alias: z.string(),
  /** 40 hex digits. */
  deviceId: z.string(),
  mac: z.string(),
  outlets: z
    .array(
      z.strictObject({
        alias: z.string(),
        /** Run when the relay closes or opens; a code other than 0 leaves the relay as it was. */
        on: argv,
        off: argv,
        /** Run at each reading of the meter: with a code other than 0 the machine behind the outlet has shut down. */
        running: argv.optional(),
        /** State at the very first start; later starts read the state file. */
        initial: z.enum(['on', 'off']),
        /** Drawn while the relay is closed, for models with a meter; default 40. */
        watts: z.number().optional(),
      }),
    )
    .min(1),
  /** Keeps the relays over restarts. */
  stateFile: z.string(),
  /** Written (atomically) once the sockets listen: `{"pid": …, "address": "…", "port": …}`. */
  readyFile: z.string().optional(),
  /**
   * JSON array of faults, one per exchange, used up from the front; read before each exchange, so that a test injects
   * faults while the plug runs. docs/power.md lists the kinds.
   */
  faultsFile: z.string().optional(),
  /** Faults from the start, before those of the file. */
  faults: z.array(faultSchema).optional(),
  /** Newer firmware: TCP is closed, or accepts and `closes` or `hangs`; UDP port 20002 of the address announces KLAP. */
  klap: z.union([z.boolean(), z.enum(['closes', 'hangs'])]).optional(),
})

/** The JSON that a simulated plug reads when it starts. */
export type LabPlugConfig = z.input<typeof configSchema>

export async function readPlugConfig(file: string): Promise<LabPlugConfig> {
  return configSchema.parse(JSON.parse(await readFile(file, 'utf8')))
}

/** Relays as the file keeps them, `true` for closed; undefined when there is none yet. */
export async function readRelays(file: string): Promise<boolean[] | undefined> {
  const text = await readIfExists(file)
  return text === undefined ? undefined : z.array(z.boolean()).parse(JSON.parse(text))
}

export function writeJson(file: string, value: unknown): Promise<void> {
  return replaceFile(file, `${JSON.stringify(value)}\n`)
}

/** The faults of a file, used up from the front; a missing file has none. What is wrong with the file is reported once. */
export function fileFaults(file: string, report: (line: string) => void): FaultSource {
  let reported = ''
  return {
    async next(switches): Promise<Fault | undefined> {
      const text = (await readIfExists(file)) ?? '[]'
      const {value: faults, problems = []} = parseFaults(text)
      if (faults === undefined) {
        if (text !== reported) report(`${file}: ${problems.join(' ')} The plug has no faults until the file is corrected.`)
        reported = text
        return undefined
      }
      const fault = takeFault(faults, switches)
      if (fault !== undefined) await writeJson(file, faults)
      return fault
    },
  }
}

function parseFaults(text: string): {value?: Fault[]; problems?: string[]} {
  try {
    const nowhere = {base: [], node: undefined, spotAt: () => ({file: '', line: 1, column: 1})}
    const {value, problems} = checkPart(z.array(faultSchema), JSON.parse(text), nowhere)
    return problems === undefined ? {value} : {problems: problems.map(problemText)}
  } catch {
    return {problems: ['It must hold a JSON array of faults.']}
  }
}
