import {readdirSync, readFileSync} from 'node:fs'
import {dirname, join, relative, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** TypeScript files below a folder of the repository, as paths from its root; nothing built. */
export function sources(folder: string): string[] {
  return readdirSync(join(root, folder), {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(dist|node_modules)\//.test(file))
}

export const plugins = readdirSync(join(root, 'plugins')).map((name) => `plugins/${name}`)

/** What is built and published: no tests, and none of what only tests use. */
export const product = [...sources('src'), ...sources('commands'), ...plugins.flatMap(sources)].filter(
  (file) => !/\/(test|testing)\/|\.test\.ts$/.test(file),
)

const texts = new Map<string, string>()

export function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8')
  texts.set(file, text)
  return text
}

export const lineCount = (file: string) => textOf(file).trimEnd().split('\n').length

/** Every module that a file imports, statically or dynamically, for values or for types. */
export function imports(file: string): string[] {
  return [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
}

/** The files of the product that a file imports. */
export function importedFiles(file: string): string[] {
  return imports(file).flatMap((target) => {
    if (target.startsWith('.')) return [relative(root, resolve(root, dirname(file), target))]
    if (target.startsWith('@ops/core/')) return [`src/${target.slice('@ops/core/'.length)}/index.ts`]
    return []
  })
}

/** `plugins/power`, `src` or `commands`: the package that a path belongs to. */
export function home(path: string): string {
  return /^plugins\/[^/]+/.exec(path)?.[0] ?? path.split('/')[0] ?? ''
}

const rules = new Set([...textOf('docs/architecture.md').matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number)))

/** Violations of a rule of docs/architecture.md, each with the rule's number. */
export function ofRule(rule: number, violations: readonly string[]): string[] {
  if (!rules.has(rule)) throw new Error(`docs/architecture.md has no rule ${rule}.`)
  return violations.map((violation) => `rule ${rule}: ${violation}`)
}
