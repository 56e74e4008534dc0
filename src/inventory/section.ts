import type {ZodType} from 'zod'
import type {Problem, SourceSpot} from '../yaml/index.ts'
import type {Inventory} from './inventory.ts'

/** A sentence about a place in the inventory. */
export type InventoryProblem = Problem

/** Place in the file of the key (or list item) at a path from the top: `spot('phones', 'pixel', 'serial')`. */
export type SpotOf = (...path: (string | number)[]) => SourceSpot

/**
 * A part of ops.yaml that a plugin owns: the value of key `name` below each host (`at: 'host'`) or at the top level.
 * Keep the schema behind a dynamic import: zod takes 80 ms to load.
 */
export interface InventorySection<T = unknown> {
  readonly name: string
  readonly at: 'host' | 'top'
  schema(): Promise<ZodType<T>>
  /** What only the whole inventory shows: names that point nowhere, two hosts on one outlet. */
  check?(inventory: Inventory, spot: SpotOf): InventoryProblem[]
}

/** What the inventory takes from plugins; the registry has it. */
export interface InventoryPlugins {
  inventorySections: {all(): InventorySection[]}
  workloadRuntimes: {get(kind: string): {schema(): Promise<ZodType<Record<string, unknown>>>} | undefined}
}
