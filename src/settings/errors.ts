import {errorTable} from '../errors/index.ts'
import type {Definition} from './definitions.ts'
import {formatProblem, type Problem, sortProblems} from '../yaml/index.ts'

/**
 * Mistakes in `settings:` of ops.yaml are not among them: who needs the inventory reports them with its other problems
 * (INVENTORY_INVALID), and all other commands go on without them.
 */
export const settingsErrors = errorTable({
  SETTINGS_INVALID: {
    message: (name: string, value: string, source: string, {must}: Definition) => `${name} is ${value} (${source}); it ${must}.`,
    hint: (_name: string, value: string, source: string, {meant}: Definition) => {
      const near = meant?.(value)
      return near === undefined || near === value ? `correct or remove ${source}` : `write ${near} for ${source}`
    },
    exit: 'usage',
    meaning: 'An option or an OPS_* variable has a value that makes no sense. The command did nothing.',
  },
  SETTINGS_FILE_INVALID: {
    message: (problems: readonly Problem[]) => sortProblems(problems).map(formatProblem).join('\n'),
    hint: () => 'correct the file, then run ops config --explain',
    exit: 'usage',
    meaning: "The user's or the system's config.yaml has mistakes. The command did nothing.",
  },
  SETTINGS_UNREADABLE: {
    message: (file: string, cause: string) => `The settings in ${file} cannot be read: ${cause}.`,
    exit: 'usage',
    meaning: 'A settings file exists, but the operating system refused to read it.',
  },
})
