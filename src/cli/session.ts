import {existsSync} from 'node:fs'
import {hostname, userInfo} from 'node:os'
import {join} from 'node:path'
import type {Config} from '@oclif/core'
import type {Coordinator} from '../coordinator/coordinator.ts'
import type {OpsError} from '../errors/index.ts'
import type {Inventory} from '../inventory/inventory.ts'
import type {Progress} from '../progress/index.ts'
import type {FailedPlugin, Registry} from '../seams/registry.ts'
import type {Services} from '../seams/services.ts'
import type {ReadInventory} from '../inventory/read-inventory.ts'
import {noInventory, type ReadSettings, type ResolvedSettings, type Setting} from '../settings/settings.ts'
import {plural} from '../text/index.ts'
import {systemClock} from '../time/system-clock.ts'
import {shellQuote} from '../transport/shell-quote.ts'
import type {Transports} from '../transport/transport.ts'
import {formatProblem} from '../yaml/problem.ts'
import {findLostPackages} from './find-plugins.ts'
import {loadPlugins} from './load-plugins.ts'

export interface SessionInput {
  config: Config
  settings: ResolvedSettings
  progress: Progress
  /** Where the settings come from, with the inventory file as it was parsed for them. */
  read: ReadSettings
  /** The plugin that has the command: it does not run without what that plugin registers. */
  plugin?: string | undefined
}

/** What a command may open, each at its first use and once; everything opened is closed when the session is disposed. */
export class Session implements AsyncDisposable {
  readonly settings: ResolvedSettings
  readonly #input: SessionInput
  readonly #resources = new AsyncDisposableStack()
  #registry: Promise<Registry> | undefined
  #failedPlugins: readonly FailedPlugin[] = []
  #inventory: Promise<Inventory> | undefined
  #inventoryWasChecked = false
  #transports: Promise<Transports> | undefined
  #coordinator: Promise<Coordinator> | undefined
  #recordedRun: string | undefined

  constructor(input: SessionInput) {
    this.#input = input
    this.settings = input.settings
  }

  /** The run that the command has written to the journal last. */
  get recordedRun(): string | undefined {
    return this.#recordedRun
  }

  /** What plugins registered. Throws when the plugin of this very command could not be loaded. */
  registry(): Promise<Registry> {
    this.#registry ??= (async () => {
      const {config, plugin} = this.#input
      const registry = await loadPlugins(config.plugins.values(), await findLostPackages(config))
      const own = registry.failedPlugins.find(({name}) => name === plugin)
      if (own !== undefined) throw own.error
      this.#failedPlugins = registry.failedPlugins
      return registry
    })()
    return this.#registry
  }

  /** A sentence for each plugin that the command ran without. */
  get missingPlugins(): string[] {
    return this.#failedPlugins.map(({error}) => `${error.message} ops continues without it.`)
  }

  /** The checked inventory; throws INVENTORY_MISSING or INVENTORY_INVALID (exit 64). */
  inventory(): Promise<Inventory> {
    this.#inventory ??= (async () => {
      const {loadInventory} = await import('../inventory/index.ts')
      return loadInventory(await this.#inventorySource())
    })()
    return this.#inventory
  }

  /** The inventory with every problem in it, also those that do not keep commands from using it; throws INVENTORY_MISSING (exit 64). */
  async checkInventory(): Promise<ReadInventory> {
    this.#inventoryWasChecked = true
    const {checkInventory} = await import('../inventory/index.ts')
    const checked = await checkInventory(await this.#inventorySource(), {strict: true})
    return {...checked, warnings: [...(await this.#recalled(checked.inventory)), ...checked.warnings]}
  }

  /** Warnings of machines that the journal knows and the inventory does not have; none where there is no journal. */
  async #recalled(inventory: Inventory | undefined): Promise<ReadInventory['warnings']> {
    if (inventory === undefined || !existsSync(this.#journalFile)) return []
    const [{findGoneMaintenance}, registry, journal] = await Promise.all([
      import('../maintenance/index.ts'),
      this.registry(),
      this.#journalIfAny(),
    ])
    const ofSections = registry.inventorySections.all().map((section) => section.recalled?.(inventory, journal) ?? [])
    const maintenance = findGoneMaintenance({coordinator: journal, clock: systemClock, inventory})
    return (await Promise.all([...ofSections, maintenance])).flat()
  }

  get #journalFile(): string {
    return join(this.settings.stateDir, 'journal.sqlite')
  }

  /** Every setting in effect, with its sources. */
  get explainedSettings(): readonly Setting[] {
    return this.#input.read.settings
  }

  /** One sentence when mistakes in the inventory file changed the settings, and no command reported them. */
  get unusedSettings(): string | undefined {
    const {problems} = this.#input.read
    if (problems.length === 0 || this.#inventory !== undefined || this.#inventoryWasChecked) return undefined
    const more = problems.length > 3 ? [`${plural(problems.length - 3, 'more problem')}.`] : []
    return [
      'ops continues without the settings that it cannot read:',
      ...problems.slice(0, 3).map(formatProblem),
      ...more,
      `Next: ${this.checkCommand}`,
    ].join('\n')
  }

  /** The command that reports every problem of this inventory. */
  get checkCommand(): string {
    return shellQuote(['ops', 'inventory', 'check', '--inventory', this.settings.inventory])
  }

  async #inventorySource() {
    const {yaml, settings} = this.#input.read
    // Without an inventory, the error names all places that were looked at.
    const isNamed = settings.some(({name, source}) => name === 'inventory' && source !== noInventory)
    return {
      file: isNamed ? this.settings.inventory : undefined,
      registry: await this.registry(),
      cwd: process.cwd(),
      env: process.env,
      yaml,
    }
  }

  /** Undefined when there is no inventory file at all; a broken one still throws. */
  async inventoryIfAny(): Promise<Inventory | undefined> {
    return existsSync(this.settings.inventory) ? this.inventory() : undefined
  }

  transports(): Promise<Transports> {
    this.#transports ??= (async () => {
      const {openTransports} = await import('../transport/index.ts')
      return this.#resources.use(openTransports(await this.inventory(), {runDir: join(this.settings.stateDir, 'ssh')}))
    })()
    return this.#transports
  }

  coordinator(): Promise<Coordinator> {
    this.#coordinator ??= (async () => {
      const {sqliteCoordinator} = await import('../coordinator/sqlite/index.ts')
      const coordinator = this.#resources.use(
        await sqliteCoordinator({file: this.#journalFile, clock: systemClock, actor: actorName(process.env)}),
      )
      return {
        ...coordinator,
        append: (entry) => {
          this.#recordedRun = entry.run
          return coordinator.append(entry)
        },
      }
    })()
    return this.#coordinator
  }

  /** `readsOnly`: the command only reads devices, so it goes on when the journal cannot be opened. */
  async services({readsOnly = false}: {readsOnly?: boolean} = {}): Promise<Services> {
    const [registry, inventory, transports, coordinator] = await Promise.all([
      this.registry(),
      this.inventory(),
      this.transports(),
      readsOnly ? this.#journalIfAny() : this.coordinator(),
    ])
    return {inventory, transports, coordinator, registry, clock: systemClock, progress: this.#input.progress, settings: this.settings}
  }

  async #journalIfAny(): Promise<Coordinator> {
    const {journalIfAny} = await import('../coordinator/journal-if-any.ts')
    const say = ({message}: OpsError) => this.#input.progress.say(`${message} This command knows nothing that ops remembers.`)
    return journalIfAny(this.coordinator(), {actor: actorName(process.env), say})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync()
  }
}

/** The actor as the journal names it: `user@host`, the user behind sudo rather than root; a user without a name is its number. */
function actorName(env: NodeJS.ProcessEnv): string {
  return `${env['SUDO_USER'] ?? userName()}@${hostname()}`
}

/** A container may run as any number, with no entry in its user database. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid${process.getuid?.()}`
  }
}
