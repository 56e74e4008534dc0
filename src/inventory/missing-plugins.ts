import type {InventoryPlugins} from './section.ts'

/** The plugins that could not be loaded, for what the inventory cannot check without them. */
export interface MissingPlugins {
  unchecked(what: string, name: string): string
}

export function missingPlugins({failedPlugins = []}: InventoryPlugins): MissingPlugins | undefined {
  if (failedPlugins.length === 0) return undefined
  const [one, ...more] = failedPlugins.map(({name}) => name)
  const who = more.length === 0 ? `the plugin ${one} is` : `the plugins ${[one, ...more].join(', ')} are`
  return {unchecked: (what, name) => `the ${what} "${name}" was not checked, because ${who} not loaded.`}
}
