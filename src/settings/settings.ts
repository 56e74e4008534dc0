import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {homedir} from 'node:os'
import {join, resolve} from 'node:path'
import {OpsError} from '../errors/index.ts'
import {findInventory} from '../inventory/find.ts'

/** A setting's value, and who said so; `overridden` lists those who said otherwise, strongest first. */
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
  /** Also the name of the flag. */
  key: string
  variable: string
  fallback: string | number | null
}

const definitions: readonly Definition[] = [
  {name: 'timeout', key: 'timeout', variable: 'OPS_TIMEOUT', fallback: null},
  {name: 'fanout', key: 'fanout', variable: 'OPS_FANOUT', fallback: 32},
  {name: 'state-dir', key: 'state-dir', variable: 'OPS_STATE_DIR', fallback: join(homedir(), '.local', 'state', 'ops')},
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
    {source: variable, value: env[variable]},
    ...files.map(({source, values}) => ({source, value: values[key]})),
    ...(key === 'state-dir' && env['XDG_STATE_HOME'] ? [{source: 'XDG_STATE_HOME', value: join(env['XDG_STATE_HOME'], 'ops')}] : []),
  ].filter((entry): entry is {source: string; value: string | number} => typeof entry.value === 'string' || typeof entry.value === 'number')
  const [winner, ...overridden] = said
  return {name, value: winner?.value ?? fallback, source: winner?.source ?? 'default', overridden}
}

async function readFiles({env}: SettingsInput, inventory: string): Promise<FileSettings[]> {
  const user = join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'ops', 'config.yaml')
  const read = await Promise.all([
    readSettings(inventory, (value) => (value as {settings?: unknown}).settings),
    readSettings(user, (value) => value),
    readSettings('/etc/ops/config.yaml', (value) => value),
  ])
  return read.filter((file) => file !== undefined)
}

async function readSettings(file: string, pick: (value: unknown) => unknown): Promise<FileSettings | undefined> {
  if (!existsSync(file)) return undefined
  const {parse} = await import('yaml')
  try {
    const values = pick(parse(await readFile(file, 'utf8')) ?? {}) ?? {}
    if (typeof values !== 'object' || Array.isArray(values)) throw new TypeError('it is not a mapping')
    return {source: file, values: values as Record<string, unknown>}
  } catch (cause) {
    throw new OpsError('SETTINGS_INVALID', `The settings in ${file} cannot be read: ${(cause as Error).message}.`, 'usage', {cause})
  }
}
