import {type Answer, findLostPackages, OpsCommand} from '@ops/core/cli'
import type {ErrorJson} from '@ops/core/errors'
import type {Registry} from '@ops/core/seams'

const toWords = (id: string) => id.replaceAll(':', ' ')

interface State {
  state: 'loaded' | 'failed'
  /** Names by kind of seam. */
  registered: Record<string, string[]>
  error?: ErrorJson
}

function stateOf(name: string, {loadedPlugins, failedPlugins}: Registry): State {
  const failed = failedPlugins.find((plugin) => plugin.name === name)
  const registered = loadedPlugins.find((plugin) => plugin.name === name)?.registered ?? {}
  return failed === undefined ? {state: 'loaded', registered} : {state: 'failed', registered, error: failed.error.toJSON()}
}

interface Row extends State {
  name: string
  version: string | null
  root: string | null
  commands: string[]
}

function render({name, version, root, commands, registered, error}: Row): string {
  const lines = Object.entries({command: commands, ...registered}).filter(([, names]) => names.length > 0)
  return [
    [name, version, root].filter((part) => part !== null).join('  '),
    ...(error === undefined ? [] : [`  not loaded: ${error.message}`, ...(error.hint === undefined ? [] : [`  Next: ${error.hint}`])]),
    ...lines.map(([kind, names]) => `  ${kind}: ${names.join(', ')}`),
  ].join('\n')
}

export default class Plugins extends OpsCommand {
  static override summary = 'List the plugins of ops: version, folder, commands, and what each registers.'
  static override description = 'A plugin that cannot be loaded is listed with the reason. docs/architecture.md says how a plugin is added.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json']
  protected static override readonly reportsPlugins = true

  protected async act(): Promise<Answer> {
    const registry = await this.session.registry()
    const plugins = [...this.config.plugins.values()]
      .filter(({name}) => name !== this.config.name)
      .sort((a, b) => a.name.localeCompare(b.name))
      .map(({name, version, root, commandIDs}) => ({
        name,
        version,
        root,
        commands: commandIDs.map(toWords).sort(),
        ...stateOf(name, registry),
      }))
    const lost = (await findLostPackages(this.config)).map(({name}) => ({
      ...{name, version: null, root: null, commands: []},
      ...stateOf(name, registry),
    }))
    const all = [...plugins, ...lost]
    return {result: {plugins: all}, text: all.map(render).join('\n')}
  }
}
