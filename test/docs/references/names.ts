import {readFileSync} from 'node:fs'
import {join, posix} from 'node:path'
import {renamedCodes} from '../../../src/errors/renamed-codes.ts'
import {explainSettings} from '../../../src/settings/index.ts'
import {root} from '../../cli/run-ops.ts'
import {readErrors} from '../errors/read-errors.ts'
import {commandLines} from './command-line.ts'
import {type Code, fencedBlocks, files, inlineCode, lineAt, type Page, type Problem} from './page.ts'

const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
const sources = files.filter((file) => /\.(ts|js|sh|pl)$|^\.ci\/run$/.test(file) && !file.startsWith('test/docs/'))

/** Variables of the environment that some source reads. */
const variables = new Set(
  sources.flatMap((file) =>
    [...textOf(file).matchAll(/(?:env(?:\[['"]|\.)|variable: '|\$\{?|\bENV\{)(OPS_[A-Z_]+)/g)].map((match) => match[1] ?? ''),
  ),
)
/** Some variables are read through a name: `const mark = 'OPS_LAB_MARK'`, `env[mark]`. */
const spelled = new Set(sources.flatMap((file) => [...textOf(file).matchAll(/'(OPS_[A-Z_]+)'/g)].map((match) => match[1] ?? '')))

export const variableProblems = (page: Page): Problem[] =>
  [...page.text.matchAll(/\bOPS_[A-Z_]+\b/g)].flatMap((match) =>
    variables.has(match[0]) || spelled.has(match[0])
      ? []
      : [{line: lineAt(page.text, match.index), message: `No source reads ${match[0]}.`}],
  )

const codes = new Set(readErrors().map(({code}) => code))
const owners = new Set([...codes].map((code) => code.split('_')[0]))
/** Pages that tell what a code was called before. */
const historic = new Set(['CHANGELOG.md', 'docs/errors.md'])

export const codeProblems = (page: Page): Problem[] =>
  [...page.text.replaceAll('\\_', '_').matchAll(/\b([A-Z]+)(?:_[A-Z0-9]+)+\b(?![*.])/g)].flatMap((match) => {
    if (!owners.has(match[1] ?? '') || codes.has(match[0])) return []
    if (historic.has(page.file) && Object.hasOwn(renamedCodes, match[0])) return []
    return [{line: lineAt(page.text, match.index), message: `There is no error code ${match[0]}.`}]
  })

const settings = new Set((await explainSettings({flags: {}, env: {}, cwd: '/'})).map(({name}) => name))

/** Settings that a page writes below `settings:`, in a config.yaml, or in a table with a column "setting". */
export function settingProblems(page: Page): Problem[] {
  const keys = fencedBlocks(page).flatMap(({line, text}) => {
    const lines = text.split('\n')
    const start = text.startsWith('# config.yaml') ? 0 : lines.findIndex((content) => content.startsWith('settings:'))
    if (start < 0) return []
    const flow = /^settings: *\{(.*)\}/.exec(lines[start] ?? '')?.[1]
    if (flow !== undefined) return flow.split(',').map((entry) => ({line: line + 1 + start, name: entry.split(':')[0]?.trim() ?? ''}))
    const indent = start === 0 && text.startsWith('#') ? /^()([a-z][\w-]*):/ : /^( +)([a-z][\w-]*):/
    const end = lines.findIndex((content, at) => at > start && /^[a-z]/.test(content) && indent.source.startsWith('^( +)'))
    return lines.slice(start + 1, end < 0 ? undefined : end).flatMap((content, at) => {
      const name = indent.exec(content)?.[2]
      return name === undefined ? [] : [{line: line + 2 + start + at, name}]
    })
  })
  return [...keys, ...settingTables(page)].flatMap(({line, name}) =>
    settings.has(name) ? [] : [{line, message: `There is no setting "${name}"; there are ${[...settings].join(', ')}.`}],
  )
}

function settingTables({text}: Page): {line: number; name: string}[] {
  return [...text.matchAll(/^\| *setting *\|.*\n\|[-| ]+\|\n((?:\|.*\n?)+)/gm)].flatMap((match) => {
    const first = lineAt(text, match.index) + 2
    return (match[1] ?? '')
      .trimEnd()
      .split('\n')
      .map((row, at) => ({line: first + at, name: row.split('|')[1]?.replaceAll('`', '').trim() ?? ''}))
  })
}

const {scripts} = JSON.parse(textOf('package.json')) as {scripts: Record<string, string>}
const npmOwn = new Set(
  'audit ci config create exec explain fund init install link login ls outdated pack pkg prune publish root uninstall update version view'.split(
    ' ',
  ),
)

/** `npm run NAME` of scripts that package.json does not have, and benches and tests that are not there. */
export const npmProblems = (page: Page): Problem[] =>
  commandLines(page).flatMap(({line, words: [program, verb = '', ...more]}) => {
    if (program !== 'npm' || npmOwn.has(verb)) return []
    const name = verb === 'run' ? more[0] : verb
    if (name === undefined || /^[A-Z…]/.test(name)) return []
    if (!/^[a-z]/.test(name) || scripts[name] === undefined) return [{line, message: `package.json has no script "${name}".`}]
    const dashes = more.indexOf('--')
    const given = dashes < 0 ? [] : more.slice(dashes + 1).filter((word) => /^[a-z]/.test(word))
    const exists = (word: string) => {
      if (name === 'bench') return files.includes(`bench/${word}.ts`)
      if (name === 'chaos') return files.includes(`bench/chaos-${word}.ts`)
      return !name.startsWith('test') || files.some((file) => file.includes(word) && /\.(test|lab)\.ts$/.test(file))
    }
    const [first] = given
    return first === undefined || exists(first) ? [] : [{line, message: `npm run ${name} has no ${first}.`}]
  })

const folders = new Set(files.flatMap((file) => file.split('/').map((_, at, parts) => parts.slice(0, at).join('/'))))

/** Files and folders of the repository that a page names in inline code and in command lines, by path from the root, from the page, or by name. */
export function fileProblems(page: Page): Problem[] {
  const own = fencedBlocks(page).flatMap(({text}) => /^(?:\/\/|#) (\S+\.\w+)$/m.exec(text)?.[1] ?? [])
  const typed = commandLines(page).filter(({as}) => as === 'whole')
  const words = typed.flatMap(({line, words}) =>
    words.map((text) => ({line, text: text.replace(/[)'",]+$/, '')})).filter(({text}) => isPath(text)),
  )
  return [...inlineCode(page), ...words].flatMap(({line, text}) => {
    const path = text.replace(/^\.\//, '').replace(/\/$/, '')
    const isName = /^[\w<>*./-]+\.(ts|pl|md)$/.test(path) && !path.startsWith('/')
    if ((!isPath(path) && !isName) || own.includes(path) || existsAs(path, page.file)) return []
    return [{line, message: `The repository has no ${path}.`}]
  })
}

const isPath = (text: string) => /^(src|plugins|test|bench|bin|docs|commands|\.ci)\/\S+$/.test(text)

/** Whether a path, with `*`, `**`, `<name>` or NAME for what varies, is that of a file or folder, or the end of one. */
function existsAs(path: string, from: string): boolean {
  const pattern = path
    .replaceAll(/<[^>]+>|\b[A-Z]{4,}\b(?!\.md)/g, '*')
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**/', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '(?:.*/)?')
  const here = posix.dirname(from)
  // A page may name a file from its own folder, and a file that every plugin has from the plugin's.
  const starts = [here === '.' ? '' : `${here}/`, /^(src|test|commands)\//.test(path) ? 'plugins/[^/]+/' : ''].filter(
    (start) => start !== '',
  )
  const whole = new RegExp(`^(?:${starts.join('|')})${starts.length > 0 ? '?' : ''}${pattern}$`)
  const ending = /^(src|plugins|test|bench|bin|docs|commands|\.ci)\//.test(path) ? whole : new RegExp(`(?:^|/)${pattern}$`)
  const matches = (candidate: string) => whole.test(candidate) || ending.test(candidate)
  return files.some(matches) || [...folders].some(matches)
}

/** Modules such as `@ops/core/errors` that no package exports. */
export const moduleProblems = (page: Page): Problem[] =>
  [...fencedBlocks(page), ...inlineCode(page)].flatMap(({line, text}: Code) =>
    [...text.matchAll(/@ops\/[a-z-]*[a-z](?![a-z<-])(?:\/[a-z][a-z-]*)*/g)].flatMap(([name]) =>
      isExported(name) ? [] : [{line, message: `No package exports ${name}.`}],
    ),
  )

function isExported(name: string): boolean {
  const [, folder = '', path] = /^@ops\/(?:plugin-)?([a-z-]+)(?:\/(.+))?$/.exec(name) ?? []
  const manifest = folder === 'core' ? 'src/package.json' : `plugins/${folder}/package.json`
  if (!files.includes(manifest)) return false
  if (path === undefined) return true
  const {exports} = JSON.parse(textOf(manifest)) as {exports: Record<string, unknown>}
  return exports[`./${path}`] !== undefined || (exports['./*'] !== undefined && files.includes(`src/${path}/index.ts`))
}
