import type {ZodError, ZodType} from 'zod'
import type {Problem} from './problem.ts'
import type {YamlFile} from './yaml-file.ts'

type Issue = ZodError['issues'][number]

/** The value at `base` as `schema` shapes it, or every problem with its place in the file. */
export function checkYaml<T>(
  yaml: YamlFile,
  schema: ZodType<T>,
  base: readonly PropertyKey[] = [],
  value: unknown = yaml.value,
): {value: T; problems?: undefined} | {value?: undefined; problems: Problem[]} {
  const parsed = schema.safeParse(value)
  return parsed.success ? {value: parsed.data} : {problems: issueProblems(parsed.error, yaml, base)}
}

/** zod's issues as sentences with the place in the file; `base` is where the checked value is. */
export function issueProblems(error: ZodError, yaml: YamlFile, base: readonly PropertyKey[]): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = [...base, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        spot: yaml.keySpot(path, key),
        message: `${nameOf(path)} has no key "${key}" (a misspelling, or a plugin that is not installed).`,
      }))
    }
    return [{spot: yaml.spot(path), message: `${nameOf(path)}: ${sentenceOf(issue)}.`}]
  })
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'The file' : path.map(String).join('.')
}

/** zod's message for people: an absent value is missing; a union names what its alternatives expect. */
function sentenceOf(issue: Issue): string {
  if (issue.code === 'invalid_union') {
    const expected = new Set(issue.errors.flatMap((branch) => (branch[0] === undefined ? [] : [sentenceOf(branch[0] as Issue)])))
    if (expected.size > 0) return [...expected].join(', or: ')
  }
  if (issue.message.endsWith('received undefined')) return 'is missing'
  return issue.message.replace(/^(Invalid input|Invalid option|Too (big|small)): /, '')
}
