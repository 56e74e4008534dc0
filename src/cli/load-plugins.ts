import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {OpsError} from '../errors/index.ts'
import {Registry} from '../seams/registry.ts'
import {errorMessage} from '../text/index.ts'
import type {LostPackage, PluginPackage} from './find-plugins.ts'
import {pluginErrors} from './plugin-errors.ts'

/**
 * Asks every `@ops/plugin-*`, and every other plugin whose package.json says `"ops": {"register": …}`, to register. One that fails
 * leaves a guard that refuses to switch machines off, and a finding of `ops doctor`.
 */
export async function loadPlugins(packages: Iterable<PluginPackage>, lost: readonly LostPackage[] = []): Promise<Registry> {
  const registry = new Registry()
  for (const plugin of lost) await standIn(registry, plugin.name, lostError(plugin))
  for (const plugin of [...packages].sort((a, b) => a.name.localeCompare(b.name))) {
    const entry = entryOf(plugin)
    const error = entry === undefined ? undefined : await loadPlugin(registry, plugin, entry)
    if (error !== undefined) await standIn(registry, plugin.name, error)
  }
  return registry
}

export function lostError({name, namedIn, found}: LostPackage): OpsError {
  return found === undefined
    ? pluginErrors.CLI_PLUGIN_NOT_INSTALLED({}, name, namedIn)
    : pluginErrors.CLI_PLUGIN_BROKEN({}, name, found.reason, found.root)
}

/** The module that registers a plugin; undefined for one that brings commands only. */
function entryOf({name, pjson}: PluginPackage): string | undefined {
  const {ops, exports} = pjson as {exports?: Record<string, {default?: string}>; ops?: {register?: string}}
  return ops?.register ?? (name.startsWith('@ops/plugin-') ? exports?.['.']?.default : undefined)
}

async function loadPlugin(registry: Registry, {name, root}: PluginPackage, entry: string): Promise<OpsError | undefined> {
  const file = join(root, entry)
  if (!existsSync(file)) return pluginErrors.CLI_PLUGIN_NOT_BUILT({}, name, file, root)
  const fail = (why: string, cause?: unknown) => pluginErrors.CLI_PLUGIN_BROKEN({cause}, name, why, root)
  try {
    const {register} = (await import(pathToFileURL(file).href)) as {register?: (registry: Registry) => unknown}
    if (typeof register !== 'function') return fail(`${file} exports no function "register"`)
    await registry.addPlugin(name, register)
    return undefined
  } catch (error) {
    return fail(errorMessage(error).replace(/\.$/, ''), error)
  }
}

/** What stands in the place of a plugin that is not there. */
async function standIn(registry: Registry, name: string, error: OpsError): Promise<void> {
  const {missingPluginGuard} = await import('../guards/index.ts')
  registry.failedPlugins.push({name, error})
  registry.guards.add(`plugin ${name}`, missingPluginGuard(name, error))
  registry.doctorChecks.add(`plugin ${name}`, {
    name: `plugin ${name}`,
    run: async () => [
      {
        subject: `plugin ${name}`,
        state: 'broken',
        message: error.message,
        feature: `its own commands; every command that switches a machine off`,
        ...(error.hint === undefined ? {} : {fix: error.hint}),
      },
    ],
  })
}
