import {existsSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {OpsError} from '../errors/index.ts'
import {homeFolder, readIfExists} from '../files/index.ts'
import {findInventory} from '../inventory/find.ts'
import {errorMessage} from '../text/index.ts'

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
}

/** The settings as the base command uses them. */
export interface ResolvedSettings {
  inventory: string
  timeout: string | undefined
  fanout: number
  stateDir: string
}

interface Definition {
  name: string
  /** Also the name of the flag, where there is one (`--timeout`). */
  key: string
  variable: string
  fallback: string | number | null
}

const definitions: readonly Definition[] = [
  {name: 'timeout', key: 'timeout', variable: 'OPS_TIMEOUT', fallback: null},
  {name: 'fanout', key: 'fanout', variable: 'OPS_FANOUT', fallback: 32},
  {name: 'state-dir', key: 'state-dir', variable: 'OPS_STATE_DIR', fallback: join(homeFolder(), '.local', 'state', 'ops')},
]

/** What the settings come to; throws SETTINGS_INVALID (exit 64) for a value that makes no sense. */
export async function resolveSettings(input: SettingsInput): Promise<ResolvedSettings> {
  const settings = new Map((await explainSettings(input)).map((setting) => [setting.name, setting]))
  const text = (name: string) => settings.get(name)?.value?.toString()
  const fanout = Number(text('fanout'))
  if (!Number.isInteger(fanout) || fanout < 1) {
    throw new OpsError(
      'SETTINGS_INVALID',
      `fanout is ${text('fanout')} (${settings.get('fanout')?.source}); it must be a whole number from 1.`,
      'usage',
    )
  }
  return {inventory: text('inventory') ?? '', timeout: text('timeout'), fanout, stateDir: resolve(input.cwd, text('state-dir') ?? '')}
}

/** Every setting in force: flag, then OPS_*, then `settings:` of the project's ops.yaml, then the user's and the system's config.yaml. */
export async function explainSettings(input: SettingsInput): Promise<Setting[]> {
  const inventory = findInventory(input.flags['inventory'] as string | undefined, input.env, input.cwd)
  const files = await readFiles(input, inventory.file)
  const first: Setting = {name: 'inventory', value: inventory.file, source: inventory.source ?? 'not there yet', overridden: []}
  return [first, ...definitions.map((definition) => explain(definition, input, files))]
}

type FileSettings = {source: string; values: Record<string, unknown>}

function explain({name, key, variable, fallback}: Definition, {flags, env}: SettingsInput, files: FileSettings[]): Setting {
  const said = [
    {source: `--${key}`, value: flags[key]},
    {source: variable, value: env[variable] || undefined},
    ...files.map(({source, values}) => ({source, value: values[key]})),
    ...(key === 'state-dir' && env['XDG_STATE_HOME'] ? [{source: 'XDG_STATE_HOME', value: join(env['XDG_STATE_HOME'], 'ops')}] : []),
  ].filter((entry): entry is {source: string; value: string | number} => typeof entry.value === 'string' || typeof entry.value === 'number')
  const [winner, ...overridden] = said
  return {name, value: winner?.value ?? fallback, source: winner?.source ?? 'default', overridden}
}

async function readFiles({env}: SettingsInput, inventory: string): Promise<FileSettings[]> {
  const user = join(env['XDG_CONFIG_HOME'] ?? join(homeFolder(), '.config'), 'ops', 'config.yaml')
  const read = await Promise.all([
    // A file that is no mapping at all is the inventory's problem, which names the place.
    readSettings(inventory, (value) => (isMapping(value) ? value['settings'] : undefined)),
    readSettings(user, (value) => value),
    readSettings('/etc/ops/config.yaml', (value) => value),
  ])
  return read.filter((file) => file !== undefined)
}

async function readSettings(file: string, pick: (value: unknown) => unknown): Promise<FileSettings | undefined> {
  // A file in a folder that this user may not enter counts as absent, as for the inventory.
  if (!existsSync(file)) return undefined
  const text = await readIfExists(file).catch((cause: unknown) => {
    throw new OpsError('SETTINGS_INVALID', `The settings in ${file} cannot be read: ${errorMessage(cause)}.`, 'usage', {cause})
  })
  if (text === undefined) return undefined
  const {parseYaml, formatProblem} = await import('../yaml/index.ts')
  const yaml = await parseYaml(file, text)
  if (yaml.problems.length > 0) throw new OpsError('SETTINGS_INVALID', yaml.problems.map(formatProblem).join('\n'), 'usage')
  const values = pick(yaml.value ?? {}) ?? {}
  if (!isMapping(values)) {
    throw new OpsError('SETTINGS_INVALID', `${file}: settings must be a mapping of names to values.`, 'usage')
  }
  return {source: file, values}
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
