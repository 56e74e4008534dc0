import {errorMessage} from '@ops/core/text'
import {checkYaml, formatProblem, readYamlFile, type YamlFile} from '@ops/core/yaml'
import type {ZodType} from 'zod'

/** A data file that matches its schema. */
export interface DataFile<T> {
  yaml: YamlFile
  value: T
}

export interface ReadResult<T> {
  /** Undefined when there are problems. */
  found?: DataFile<T>
  /** Each with its place: `mirrors/se.yaml:7:12: …`. */
  problems: readonly string[]
}

/** Reads and checks a YAML file; `name` is its name in problems. */
export async function readDataFile<T>(path: string, name: string, schema: ZodType<T>): Promise<ReadResult<T>> {
  const yaml = await readYamlFile(path, name).catch((cause: unknown) => `${name}: cannot be read: ${errorMessage(cause)}.`)
  if (typeof yaml === 'string') return {problems: [yaml]}
  if (yaml.problems.length > 0) return {problems: yaml.problems.map(formatProblem)}
  const {value, problems} = checkYaml(yaml, schema)
  return problems === undefined ? {found: {yaml, value}, problems: []} : {problems: problems.map(formatProblem)}
}
