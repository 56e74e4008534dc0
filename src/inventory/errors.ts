import {errorTable} from '../errors/index.ts'
import {formatProblem, type Problem, sortProblems} from '../yaml/index.ts'

const shown = 10

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
    message: (unsorted: readonly Problem[]) => {
      const problems = sortProblems(unsorted)
      return [
        ...problems.slice(0, shown).map(formatProblem),
        ...(problems.length > shown ? [`… and ${problems.length - shown} more`] : []),
      ].join('\n')
    },
    hint: () => 'correct the file, then run ops inventory check',
    exit: 'usage',
  },
  INVENTORY_HOST_UNKNOWN: {
    message: (names: string, file: string) => `${names}: not in the inventory ${file}.`,
    hint: () => 'ops inventory list',
    exit: 'usage',
  },
  INVENTORY_HOSTSET_EMPTY: {
    message: (set: string, file: string) => `"${set}" selects no host of ${file}.`,
    hint: () => 'ops inventory list',
    exit: 'usage',
  },
})
