import {readFile} from 'node:fs/promises'
import {decodeText} from './decode-text.ts'
import type {Problem, SourceSpot} from './problem.ts'
import {readFull} from './read-full.ts'
import {readPlain} from './read-plain.ts'
import {offsetOfKey, offsetOfValue, toValue, type YamlNode, type YamlPath} from './tree.ts'

/** A YAML file as values, with the place of each value. */
export interface YamlFile {
  file: string
  /** `undefined` when the text is no YAML, or empty. */
  root: YamlNode | undefined
  /** The root as a plain value. */
  value: unknown
  /** What is wrong with the text: bytes, syntax, duplicate keys, unknown tags. */
  problems: Problem[]
  /** The place of an offset in the text. */
  spotAt(offset: number): SourceSpot
  /** Place of the value at `path`, or of the nearest value around it. */
  spot(path: YamlPath): SourceSpot
  /** Place of a key of the mapping (or of an item of the list) at `path`, or of the nearest value around it. */
  keySpot(path: YamlPath, key: PropertyKey): SourceSpot
}

/** Reads a YAML file; problems of its text are in the result, problems of the file system are thrown. */
export async function readYamlFile(path: string, file = path): Promise<YamlFile> {
  const {text, problem} = decodeText(await readFile(path), file)
  if (problem !== undefined) return yamlFile({file, text, root: undefined}, () => [problem])
  return parseYaml(file, text)
}

/** Parses the text of `file`, the name that problems give. */
export async function parseYaml(file: string, text: string): Promise<YamlFile> {
  const plain = readPlain(text)
  const {root, duplicates, problems} = plain === undefined ? await readFull(text) : {...plain, problems: []}
  return yamlFile({file, text, root}, (spotAt) => [
    ...problems.map(({at, message, hint}) => ({spot: spotAt(at), message, ...(hint === undefined ? {} : {hint})})),
    ...duplicates.map(({key, at, first}) => ({
      spot: spotAt(at),
      message: `duplicate key "${key}"; first defined in line ${spotAt(first).line}.`,
    })),
  ])
}

function yamlFile(
  {file, text, root}: {file: string; text: string; root: YamlNode | undefined},
  problemsOf: (spotAt: YamlFile['spotAt']) => Problem[],
): YamlFile {
  const spotAt = spotsIn(file, text)
  const problems = problemsOf(spotAt)
  return {
    file,
    root,
    get value() {
      return problems.length > 0 || root === undefined ? undefined : toValue(root)
    },
    problems,
    spotAt,
    spot: (path) => spotAt(offsetOfValue(root, path)),
    keySpot: (path, key) => spotAt(offsetOfKey(root, path, key)),
  }
}

/** Line and column of an offset; the line ends are looked up once. */
function spotsIn(file: string, text: string): (offset: number) => SourceSpot {
  let starts: number[] | undefined
  return (offset) => {
    starts ??= [0, ...[...text.matchAll(/\n/g)].map(({index}) => index + 1)]
    // A mistake at the end of the text is shown in the last line that has something.
    const at = Math.min(offset, Math.max(0, text.trimEnd().length))
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] as number) <= at) low = middle
      else high = middle - 1
    }
    return {file, line: low + 1, column: at - (starts[low] as number) + 1}
  }
}
