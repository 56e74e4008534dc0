import {readInput} from '../files/index.ts'
import {decodeText} from './decode-text.ts'
import type {Problem, SourceSpot} from './problem.ts'
import {type PlainRead, readPlain} from './read-plain.ts'
import {lastUpTo} from './syntax/patch.ts'
import {replaceInvisible} from './syntax/invisible.ts'
import type {BrokenPart} from './syntax/recover.ts'
import {offsetOfKey, offsetOfValue, toValue, type YamlNode, type YamlPath} from './tree.ts'

/** A YAML file as values, with the place of each value. */
export interface YamlFile {
  file: string
  /** What could be read; `undefined` when the text is no YAML, or empty. */
  root: YamlNode | undefined
  /** The root as a plain value. */
  value: unknown
  /** What is wrong with the text: bytes, syntax, duplicate keys, unknown tags. */
  problems: Problem[]
  /** True for a problem that only follows from a part of the text that could not be read. */
  follows(problem: Problem): boolean
  /** The place of an offset in the text. */
  spotAt(offset: number): SourceSpot
  /** Place of the value at `path`, or of the nearest value around it. */
  spot(path: YamlPath): SourceSpot
  /** Place of a key of the mapping (or of an item of the list) at `path`, or of the nearest value around it. */
  keySpot(path: YamlPath, key: PropertyKey): SourceSpot
}

/** Reads a YAML file; problems of its text are in the result, problems of the file system are thrown. */
export async function readYamlFile(path: string, file = path, signal?: AbortSignal): Promise<YamlFile> {
  const {text, problem, isBadLine} = decodeText(await readInput(path, signal), file)
  const yaml = await parseYaml(file, text)
  if (problem === undefined) return yaml
  const follows = (other: Problem) => isBadLine(other.spot.line) || yaml.follows(other)
  return {...yaml, value: undefined, problems: [problem, ...yaml.problems.filter(({spot}) => !isBadLine(spot.line))], follows}
}

/** Parses the text of `file`, the name that problems give. */
export async function parseYaml(file: string, text: string): Promise<YamlFile> {
  const {patch, mistakes} = replaceInvisible(text)
  const plain = readPlain(patch.text)
  const full = plain === undefined ? await (await import('./read-full.ts')).readFull(patch.text) : undefined
  const {root, duplicates} = full ?? (plain as PlainRead)
  const spotInText = spotsIn(file, text)
  const spotInPatch = (offset: number) => spotInText(patch.original(offset))
  const spotAt = full === undefined ? spotInPatch : (offset: number) => spotInPatch(full.original(offset))
  const syntax = [
    ...mistakes.map(({at, message, hint}) => problemAt(spotInText(at), message, hint)),
    ...(full?.problems ?? []).map(({at, message, hint}) => problemAt(spotInPatch(at), message, hint)),
  ]
  const isBroken = brokenBy(full?.broken ?? [], spotInPatch)
  const twice = duplicates
    .map(({key, at, first}) => problemAt(spotAt(at), `duplicate key "${key}"; first defined in line ${spotAt(first).line}.`))
    .filter((problem) => !isBroken(problem))
  const problems = [...syntax, ...twice]
  const places = new Set(problems.map(({spot}) => `${spot.line}:${spot.column}`))
  // Where the YAML itself is wrong, what the value looks like is no second problem.
  const follows = (problem: Problem) => places.has(`${problem.spot.line}:${problem.spot.column}`) || isBroken(problem)
  return yamlFile({file, root, problems, follows, spotAt})
}

function problemAt(spot: SourceSpot, message: string, hint?: string): Problem {
  return {spot, message, ...(hint === undefined ? {} : {hint})}
}

function yamlFile({root, problems, spotAt, ...rest}: Pick<YamlFile, 'file' | 'root' | 'problems' | 'follows' | 'spotAt'>): YamlFile {
  return {
    ...rest,
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

/** The file with another tree, of nodes of this file. */
export function withRoot(yaml: YamlFile, root: YamlNode | undefined): YamlFile {
  return root === yaml.root ? yaml : yamlFile({...yaml, root})
}

/** A problem in a broken part; and a key that is missing around it may be in it. */
function brokenBy(broken: readonly BrokenPart[], spotAt: YamlFile['spotAt']): YamlFile['follows'] {
  const parts = broken.map(({start, end, around = start}) => ({
    around: spotAt(around).line,
    first: spotAt(start).line,
    last: spotAt(end).line,
  }))
  return ({spot: {line}, missing}) =>
    parts.some(({around, first, last}) => line <= last && line >= (missing === undefined ? first : around))
}

/** Line and column of an offset; the line ends are looked up once. Columns count characters, as editors do, not UTF-16 units. */
function spotsIn(file: string, text: string): (offset: number) => SourceSpot {
  let starts: number[] | undefined
  let pairs: number[] | undefined
  const last = Math.max(0, text.trimEnd().length)
  return (offset) => {
    starts ??= [0, ...[...text.matchAll(/\n/g)].map(({index}) => index + 1)]
    pairs ??= [...text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)].map(({index}) => index)
    // A mistake at the end of the text is shown in the last line that has something.
    const at = Math.min(offset, last)
    const line = lastUpTo(starts, at)
    const start = starts[line] as number
    const inLine = pairs.length === 0 ? 0 : lastUpTo(pairs, at - 1) - lastUpTo(pairs, start - 1)
    return {file, line: line + 1, column: at - start - inLine + 1}
  }
}
