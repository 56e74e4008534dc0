import {existsSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {homeFolder} from '../files/index.ts'
import {errorMessage} from '../text/index.ts'
import {childOf, type Problem, readYamlFile, type YamlFile} from '../yaml/index.ts'
import {checkSettings} from './check-settings.ts'
import {type Definition, definitions} from './definitions.ts'
import {settingsErrors} from './errors.ts'
import {findInventory} from './find-inventory.ts'

/** Source of the setting `inventory` when there is no file. */
export const noInventory = 'not there yet'

/** A setting's value and its source; `overridden` lists the sources with less precedence, strongest first. */
export interface Setting {
  name: string
  value: string | number | null
  source: string
  overridden: {source: string; value: string | number}[]
}

export interface SettingsInput {
  flags: Readonly<Record<string, unknown>>
  env: NodeJS.ProcessEnv
  cwd: string
  /** Ends the wait for an inventory that comes from a pipe. */
  signal?: AbortSignal
}

/** The settings as the base command uses them. */
export interface ResolvedSettings {
  inventory: string
  timeout: string | undefined
  fanout: number
  stateDir: string
}

export interface ReadSettings {
  settings: Setting[]
  /** The inventory file as it was parsed for its settings, so that nobody parses it again; undefined when there is none. */
  yaml: YamlFile | undefined
  /**
   * Mistakes in the inventory file that keep its settings, or some of them, from being used. Commands that need the
   * inventory report them with its other problems; all others go on.
   */
  problems: Problem[]
}

/** What the settings come to; throws SETTINGS_INVALID (exit 64) for a value that makes no sense. */
export async function resolveSettings(input: SettingsInput): Promise<ResolvedSettings> {
  return toResolved((await readSettings(input)).settings, input.cwd)
}

export function toResolved(settings: readonly Setting[], cwd: string): ResolvedSettings {
  const text = (name: string) => settings.find((setting) => setting.name === name)?.value?.toString()
  return {
    inventory: text('inventory') ?? '',
    timeout: text('timeout'),
    fanout: Number(text('fanout')),
    stateDir: resolve(cwd, text('state-dir') ?? ''),
  }
}

/** Every setting in force: option, then OPS_*, then `settings:` of the inventory file, then the user's and the system's config.yaml. */
export async function explainSettings(input: SettingsInput): Promise<Setting[]> {
  return (await readSettings(input)).settings
}

/** The timeout of the option or the variable, which are known before any file is read. */
export function givenTimeout(input: SettingsInput): string | undefined {
  const timeout = definitions.filter(({name}) => name === 'timeout').map((definition) => explain(definition, input, []).value)[0]
  return timeout?.toString()
}

/** Reads every source of settings, the inventory file once for all. */
export async function readSettings(input: SettingsInput): Promise<ReadSettings> {
  const inventory = findInventory(input.flags['inventory'] as string | undefined, input.env, input.cwd)
  const yaml = await readIfReadable(inventory.file, input.signal)
  const project = yaml === undefined ? undefined : settingsOf(yaml)
  const configs = await Promise.all([userConfig(input.env), '/etc/ops/config.yaml'].map(readConfig))
  const files = [project, ...configs].filter((file) => file !== undefined)
  const first: Setting = {name: 'inventory', value: inventory.file, source: inventory.source ?? noInventory, overridden: []}
  return {
    settings: [first, ...definitions.map((definition) => explain(definition, input, files))],
    yaml,
    problems: project?.problems ?? [],
  }
}

interface FileSettings {
  source: string
  values: Record<string, string | number>
  problems: Problem[]
}

function explain(definition: Definition, {flags, env}: SettingsInput, files: readonly FileSettings[]): Setting {
  const {name, variable, flag, fallback} = definition
  const given = [
    ...(flag === undefined ? [] : [{source: `--${flag}`, value: flags[flag]}]),
    {source: variable, value: env[variable] === '' ? undefined : env[variable]},
  ].filter(({value}) => value !== undefined)
  const checked = given.map(({source, value}) => {
    const parsed = definition.parse(value)
    if (parsed === undefined) throw settingsErrors.SETTINGS_INVALID({}, name, String(value), source, definition)
    return {source, value: parsed}
  })
  const xdg = name === 'state-dir' && env['XDG_STATE_HOME'] ? [{source: 'XDG_STATE_HOME', value: join(env['XDG_STATE_HOME'], 'ops')}] : []
  const inFiles = files.flatMap(({source, values}) => (values[name] === undefined ? [] : [{source, value: values[name]}]))
  const [winner, ...overridden] = [...checked, ...inFiles, ...xdg]
  return {name, value: winner?.value ?? fallback, source: winner?.source ?? 'default', overridden}
}

function settingsOf(yaml: YamlFile): FileSettings {
  const {values, problems} = checkSettings(yaml, childOf(yaml.root, 'settings')?.value, 'settings')
  return {source: yaml.file, values, problems: [...yaml.problems, ...problems.filter((problem) => !yaml.follows(problem))]}
}

function userConfig(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CONFIG_HOME'] || join(homeFolder(), '.config'), 'ops', 'config.yaml')
}

/** A config.yaml holds nothing but settings, so its mistakes end every command. */
async function readConfig(file: string): Promise<FileSettings | undefined> {
  // A file in a folder that this user may not enter counts as absent, as for the inventory.
  if (!existsSync(file)) return undefined
  const yaml = await readYamlFile(file).catch((cause: unknown) => {
    throw settingsErrors.SETTINGS_UNREADABLE({cause}, file, errorMessage(cause))
  })
  const {values, problems} = checkSettings(yaml, yaml.root, '')
  if (yaml.problems.length + problems.length > 0) throw settingsErrors.SETTINGS_FILE_INVALID({}, [...yaml.problems, ...problems])
  return {source: file, values, problems: []}
}

/** Undefined when it is not there, or cannot be read: who needs the inventory says why. */
async function readIfReadable(file: string, signal: AbortSignal | undefined): Promise<YamlFile | undefined> {
  if (!existsSync(file)) return undefined
  return readYamlFile(file, file, signal).catch((error: unknown) => {
    if (signal?.aborted === true) throw error
    return undefined
  })
}
