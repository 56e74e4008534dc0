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

type Issue = ZodError['issues'][number]

/** zod's words for people: what is not there is missing; a union that fits nowhere names what its alternatives want. */
function plain(issue: Issue): string {
  if (issue.code === 'invalid_union') {
    const wants = new Set(issue.errors.flatMap((branch) => (branch[0] === undefined ? [] : [plain(branch[0] as Issue)])))
    if (wants.size > 0) return [...wants].join(', or: ')
  }
  if (issue.message.endsWith('received undefined')) return 'is missing'
  return issue.message.replace(/^(Invalid input|Invalid option|Too (big|small)): /, '')
}
