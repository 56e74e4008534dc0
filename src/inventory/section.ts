import type {ZodType} from 'zod'
import type {Coordinator} from '../coordinator/coordinator.ts'
import type {Problem, SourceSpot} from '../yaml/index.ts'
import type {Host, Inventory} from './inventory.ts'
import type {SetProblem} from './sets/index.ts'

/** A sentence about a place in the inventory. */
export type InventoryProblem = Problem

/**
 * Place in the file of the key (or list item) at a path from the top: `spot('phones', 'pixel', 'serial')`. Below
 * `hosts` the name of a host is enough: the place is where its value is written, be it a range or a default.
 */
export type SpotOf = (...path: (string | number)[]) => SourceSpot

/** What a check may ask besides the inventory. */
export interface CheckHelp {
  spot: SpotOf
  /** True when this key of any host was refused, so that the inventory lacks what it says: who misses it reports nothing. */
  refused(hostKey: string): boolean
  /** The keys of a mapping as the file has them, also of a part that was refused: `keysAt('boot', 'profiles')`. */
  keysAt(...path: string[]): string[]
  /**
   * Why a host set selects no host, with what was probably meant; undefined when it selects some, and when it selects none
   * because of a mistake that is reported elsewhere.
   */
  problemOf(hostset: string): SetProblem | undefined
  /** Hosts of a set; none when it has a problem, or refers to something that has one. */
  select(hostset: string): readonly Host[]
}

/** What a name of a section stands for. */
export interface NamedEntry {
  /** With its article: `a phone`. */
  what: string
  /** The next command to type. */
  hint: string
}

/**
 * A part of ops.yaml that a plugin owns: the value of key `name` below each host (`at: 'host'`) or at the top level.
 * Keep the schema behind a dynamic import: zod takes 80 ms to load.
 */
export interface InventorySection<T = unknown> {
  readonly name: string
  readonly at: 'host' | 'top'
  /** Of a top-level section: keys whose values are texts as they are written, also where YAML reads a number. */
  readonly asWritten?: readonly string[]
  schema(): Promise<ZodType<T>>
  /** What only the whole inventory shows: names that point nowhere, two hosts on one outlet. */
  check?(inventory: Inventory, help: CheckHelp): InventoryProblem[]
  /** What is not wrong, and what a careful person would change: `ops inventory check` shows it, and it refuses nothing. */
  warnings?(inventory: Inventory, help: CheckHelp): InventoryProblem[]
  /** What the journal knows and the inventory does not have, as warnings of `ops inventory check`; not asked where there is no journal. */
  recalled?(inventory: Inventory, journal: Pick<Coordinator, 'facts'>): Promise<InventoryProblem[]>
  /** What a name of this section is, for who takes it for a host. */
  entry?(value: T, name: string): NamedEntry | undefined
}

/** What the inventory takes from plugins; the registry has it. */
export interface InventoryPlugins {
  /** Where there are some, a key, a kind of work or a driver that nobody knows may be theirs, and is no problem. */
  readonly failedPlugins?: readonly {readonly name: string}[]
  inventorySections: {all(): InventorySection[]}
  workloadRuntimes: {
    names(): string[]
    get(kind: string): {schema(): Promise<ZodType<Record<string, unknown>>>} | undefined
  }
}
