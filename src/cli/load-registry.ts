import type {Config} from '@oclif/core'
import {pathToFileURL} from 'node:url'
import {Registry} from '../seams/registry.ts'

interface PluginFace {
  register?: (registry: Registry) => void
}

/** Asks every installed `@ops/plugin-*` (and any other oclif plugin whose package.json says `"ops": {"register": …}`) to register. */
export async function loadRegistry(config: Config): Promise<Registry> {
  const registry = new Registry()
  const plugins = [...config.plugins.values()].sort((a, b) => a.name.localeCompare(b.name))
  for (const plugin of plugins) {
    const pjson = plugin.pjson as {exports?: Record<string, {default?: string}>; ops?: {register?: string}}
    const entry = pjson.ops?.register ?? (plugin.name.startsWith('@ops/plugin-') ? pjson.exports?.['.']?.default : undefined)
    if (entry === undefined) continue
    const face = (await import(pathToFileURL(`${plugin.root}/${entry}`).href)) as PluginFace
    face.register?.(registry)
  }
  return registry
}
