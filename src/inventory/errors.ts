import {errorTable} from '../errors/index.ts'
import type {InventoryProblem} from './section.ts'

const shown = 10

export function problemLine({spot, message}: InventoryProblem): string {
  return `${spot.file}:${spot.line}:${spot.column}: ${message}`
}

export const inventoryErrors = errorTable({
  INVENTORY_MISSING: {
    message: (file: string) => `There is no inventory file ${file}.`,
    hint: () => 'ops lab up makes a lab with its own inventory; docs/inventory.md shows how to write one',
    exit: 'usage',
  },
  INVENTORY_UNREADABLE: {
    message: (file: string, cause: string) => `The inventory ${file} cannot be read: ${cause}.`,
    exit: 'usage',
  },
  INVENTORY_INVALID: {
    message: (unsorted: readonly InventoryProblem[]) => {
      const problems = unsorted.toSorted((a, b) => a.spot.line - b.spot.line || a.spot.column - b.spot.column)
      return [
        ...problems.slice(0, shown).map(problemLine),
        ...(problems.length > shown ? [`… and ${problems.length - shown} more`] : []),
      ].join('\n')
    },
    hint: () => 'mend the file, then ops inventory check',
    exit: 'usage',
  },
  HOST_UNKNOWN: {
    message: (names: string, file: string) => `${names}: not in the inventory ${file}.`,
    hint: () => 'ops inventory list',
    exit: 'usage',
  },
  HOSTSET_EMPTY: {
    message: (set: string, file: string) => `"${set}" selects no host of ${file}.`,
    hint: () => 'ops inventory list',
    exit: 'usage',
  },
})
