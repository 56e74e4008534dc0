import {type Checked, checkPart, checkYaml, formatProblem, parseYaml, problemText, readYamlFile, sortProblems} from '@ops/core/yaml'
import type {ZodType} from 'zod'
import {labErrors} from '../errors/lab-errors.ts'

export interface PlugFlags {
  file?: string | undefined
  address?: string | undefined
  port?: number | undefined
  model?: string | undefined
  /** Kinds of faults, or mappings in YAML. */
  fault?: readonly string[] | undefined
}

/** What a file and the options say about a plug; the options go first. Throws with every mistake of them. */
export async function readPlugSettings(
  schema: ZodType | undefined,
  {file, fault, ...rest}: PlugFlags,
  signal: AbortSignal,
): Promise<object> {
  if (schema === undefined) throw labErrors.LAB_PLUG_UNKNOWN({})
  const faults = fault === undefined ? undefined : await Promise.all(fault.map(parseFault))
  const written = Object.entries({...rest, faults}).filter(([, value]) => value !== undefined)
  const nowhere = {base: [], node: undefined, spotAt: () => ({file: '', line: 1, column: 1})}
  const options = requireValue(checkPart(schema, Object.fromEntries(written), nowhere), problemText)
  return {...(file === undefined ? {} : await readFileSettings(schema, file, signal)), ...options}
}

/** `welded`, or `{kind: slow, ms: 500}`. */
async function parseFault(text: string): Promise<unknown> {
  const {value} = await parseYaml('--fault', text)
  return typeof value === 'object' && value !== null ? value : {kind: text}
}

async function readFileSettings(schema: ZodType, file: string, signal: AbortSignal): Promise<object> {
  const yaml = await readYamlFile(file, file, signal).catch((cause: NodeJS.ErrnoException) => {
    signal.throwIfAborted()
    throw labErrors.LAB_PLUG_SETTINGS({cause}, [`${file}: ${cause.code === 'ENOENT' ? 'there is no such file' : cause.message}.`])
  })
  if (yaml.problems.length > 0) throw labErrors.LAB_PLUG_SETTINGS({}, yaml.problems.map(formatProblem))
  return requireValue(checkYaml(yaml, schema), formatProblem)
}

function requireValue<T>({value, problems}: Checked<T>, format: typeof formatProblem): object {
  if (problems !== undefined) throw labErrors.LAB_PLUG_SETTINGS({}, sortProblems(problems).map(format))
  return value as object
}
