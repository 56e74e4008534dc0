import {errorTable} from '../errors/index.ts'
import {plural} from '../text/index.ts'
import {formatProblem, type Problem, shortList, sortProblems} from '../yaml/index.ts'

const shown = 10

export const inventoryErrors = errorTable({
  INVENTORY_MISSING: {
    meaning: 'The command needs an inventory, and the file that ops would read does not exist. Nothing was changed.',
    message: (file: string, places: readonly string[], near?: string) => {
      const missing =
        places.length === 0
          ? `There is no inventory file ${file}.`
          : `There is no inventory. ops looked for these files: ${places.join('; ')}.`
      return near === undefined ? missing : `${missing} Did you mean "${near}"?`
    },
    hint: (file, _places, near) =>
      near === undefined
        ? 'name one with --inventory FILE or OPS_INVENTORY, write one as docs/inventory.md shows, or run ops lab up for a lab with its own inventory'
        : `mv ${near} ${file}, or give --inventory ${near}`,
    exit: 'usage',
  },
  INVENTORY_UNREADABLE: {
    meaning: 'The inventory exists, but this user cannot read it. Nothing was changed.',
    message: (file: string, cause: string) => `The inventory ${file} cannot be read: ${cause}.`,
    hint: (file) => `ls -l ${file}`,
    exit: 'usage',
  },
  INVENTORY_IS_FOLDER: {
    meaning: 'The inventory is one file, and a folder was named, or a folder is called ops.yaml. Nothing was changed.',
    message: (folder: string, _files: readonly string[]) => `${folder} is a folder, not an inventory file.`,
    hint: (_folder, files) =>
      files.length === 0
        ? 'name an inventory file: --inventory FILE'
        : `give --inventory ${files.length === 1 ? files.join('') : `and one of ${shortList(files)}`}`,
    exit: 'usage',
  },
  INVENTORY_INVALID: {
    meaning:
      'The inventory contains mistakes, each given with file, line and column. No command that needs the inventory acts on any host until they are corrected.',
    message: (unsorted: readonly Problem[]) => {
      const problems = sortProblems(unsorted)
      return [
        ...problems.slice(0, shown).map(formatProblem),
        ...(problems.length > shown ? [`${plural(problems.length - shown, 'more problem')}: ops inventory check`] : []),
      ].join('\n')
    },
    hint: () => 'correct the file, then run ops inventory check',
    exit: 'usage',
  },
  INVENTORY_HOST_UNKNOWN: {
    meaning: 'A name on the command line is not a host of the inventory. Nothing was done to any host, including those that are known.',
    message: (names: string, file: string, meant?: string) =>
      `${names}: not in the inventory ${file}.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    hint: () => 'ops inventory list',
    exit: 'usage',
  },
  INVENTORY_NOT_A_HOST: {
    message: (name: string, what: string, _next: string) => `"${name}" is ${what}, not a host.`,
    hint: (_name: string, _what: string, next: string) => next,
    hintNote: 'use the command for what the name is: ops phone info for a phone, ops power status for an outlet, @NAME for a group',
    exit: 'usage',
    meaning: 'The command takes hosts, and the name belongs to something else of the inventory. The command did nothing.',
  },
  INVENTORY_ONE_HOST: {
    message: (set: string, names: string, count: number, _first: string) =>
      `This command takes the name of one host; "${set}" is a set of ${plural(count, 'host')}: ${names}.`,
    hint: (_set: string, _names: string, _count: number, first: string) => `name one host, e.g. ${first}`,
    exit: 'usage',
    meaning: 'The command works on one machine, and a host set was given. The command did nothing.',
  },
  INVENTORY_HOSTSET_EMPTY: {
    meaning: 'The set is well-formed, but no host of the inventory is in it. Nothing was done.',
    message: (set: string, file: string, meant?: string) =>
      `"${set}" selects no host of ${file}.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    hint: () => 'ops inventory list',
    exit: 'usage',
  },
})
