import type {ZodError} from 'zod'
import type {InventoryProblem} from './section.ts'
import type {YamlFile} from './yaml-file.ts'

/** zod's issues as sentences with the place in the file; `base` is where the checked value stands. */
export function issueProblems(error: ZodError, yaml: YamlFile, base: readonly PropertyKey[]): InventoryProblem[] {
  return error.issues.flatMap((issue) => {
    const path = [...base, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        spot: yaml.keySpot(path, key),
        message: `${where(path)} has no key "${key}" (a misspelling, or a plugin that is not installed).`,
      }))
    }
    return [{spot: yaml.spot(path), message: `${where(path)}: ${plain(issue)}.`}]
  })
}

function where(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'The file' : path.map(String).join('.')
}

/** A union that fits nowhere says only "Invalid input": name what the alternatives want. */
function plain(issue: ZodError['issues'][number]): string {
  if (issue.code !== 'invalid_union') return issue.message
  const wants = new Set(issue.errors.map((branch) => branch[0]?.message).filter((text) => text !== undefined))
  return wants.size === 0 ? issue.message : [...wants].join(', or: ')
}
