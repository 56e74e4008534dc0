import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {errorTable, OpsError} from '../errors/index.ts'
import {Registry} from '../seams/registry.ts'
import {errorMessage} from '../text/index.ts'

const errors = errorTable({
  CLI_PLUGIN_NOT_BUILT: {
    message: (name: string, file: string, _root: string) => `The plugin ${name} cannot be loaded: its file ${file} does not exist.`,
    hint: (_name, _file, root) => `npm run build --prefix ${root}`,
    exit: 'usage',
    meaning: 'The package.json of a plugin names a module ("ops": {"register": …}) that is not there, mostly because it was not built.',
  },
  CLI_PLUGIN_BROKEN: {
    message: (name: string, why: string, _root: string) => `The plugin ${name} cannot be loaded: ${why}.`,
    hint: (name, _why, root) => `correct the plugin in ${root}, or take ${name} out of "oclif.plugins" in the package.json of ops`,
    exit: 'usage',
    meaning:
      'The module of a plugin failed when it was imported, has no function "register", or registers a name that another plugin has. The command did nothing.',
  },
})

/** What oclif knows of a plugin. */
export interface PluginPackage {
  name: string
  root: string
  pjson: object
}

/** Asks every `@ops/plugin-*`, and every other plugin whose package.json says `"ops": {"register": …}`, to register. */
export async function loadPlugins(packages: Iterable<PluginPackage>): Promise<Registry> {
  const registry = new Registry()
  for (const plugin of [...packages].sort((a, b) => a.name.localeCompare(b.name))) {
    const entry = entryOf(plugin)
    if (entry !== undefined) await loadPlugin(registry, plugin, entry)
  }
  return registry
}

/** The module that registers a plugin; undefined for one that brings commands only. */
function entryOf({name, pjson}: PluginPackage): string | undefined {
  const {ops, exports} = pjson as {exports?: Record<string, {default?: string}>; ops?: {register?: string}}
  return ops?.register ?? (name.startsWith('@ops/plugin-') ? exports?.['.']?.default : undefined)
}

async function loadPlugin(registry: Registry, {name, root}: PluginPackage, entry: string): Promise<void> {
  const file = join(root, entry)
  if (!existsSync(file)) throw errors.CLI_PLUGIN_NOT_BUILT({}, name, file, root)
  const fail = (why: string, cause?: unknown) => errors.CLI_PLUGIN_BROKEN({cause}, name, why, root)
  try {
    const {register} = (await import(pathToFileURL(file).href)) as {register?: unknown}
    if (typeof register !== 'function') throw fail(`${file} exports no function "register"`)
    await register(registry)
  } catch (error) {
    throw error instanceof OpsError ? error : fail(errorMessage(error), error)
  }
}
