import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, relative} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {root, runOps} from '../cli/run-ops.ts'

interface ManifestCommand {
  id: string
  hidden?: boolean
  args: Record<string, unknown>
  flags: Record<string, {char?: string; allowNo?: boolean}>
}

const folder = mkdtempSync(join(tmpdir(), 'ops-docs-'))
afterAll(() => rmSync(folder, {recursive: true}))

const pages = [
  join(root, 'README.md'),
  ...readdirSync(join(root, 'docs'), {recursive: true, encoding: 'utf8'}).map((name) => join(root, 'docs', name)),
]
  .filter((file) => file.endsWith('.md'))
  .map((file) => ({file: relative(root, file), text: readFileSync(file, 'utf8')}))

const manifests = [root, ...readdirSync(join(root, 'plugins')).map((name) => join(root, 'plugins', name))]
const commands = new Map(
  manifests
    .flatMap((where) =>
      Object.values(
        (JSON.parse(readFileSync(join(where, 'oclif.manifest.json'), 'utf8')) as {commands: Record<string, ManifestCommand>}).commands,
      ),
    )
    .map((command) => [command.id, command]),
)

interface Block {
  file: string
  line: number
  language: string
  text: string
}

/** Fenced code blocks of a page. */
function blocks({file, text}: {file: string; text: string}): Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    language: match[1] ?? '',
    text: match[2] ?? '',
  }))
}

/** The `ops …` commands that a page tells the reader to type, in blocks and in `code`. */
function typed(page: {file: string; text: string}): string[] {
  const inBlocks = blocks(page)
    .filter(({language}) => ['sh', 'console', 'bash', ''].includes(language))
    .flatMap(({text}) => text.split('\n'))
    .flatMap((line) => line.replace(/^[$#] /, '').split(/\s*(?:&&|\|\||\||;)\s*/))
  const inline = [...page.text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].flatMap((match) =>
    (match[1] ?? '').split(/\s*(?:&&|\|)\s*/),
  )
  return [...inBlocks, ...inline].map((line) => line.replace(/^(?:npx|sudo) /, '')).filter((line) => /^ops [a-z-]/.test(line))
}

/** The longest command id that begins the words; undefined when there is none. */
function commandOf(words: readonly string[]): ManifestCommand | undefined {
  for (let length = words.length; length > 0; length--) {
    const found = commands.get(words.slice(0, length).join(':'))
    if (found !== undefined) return found
  }
  return undefined
}

const common = new Set(['help', 'json', 'version'])
const known = (command: ManifestCommand, flag: string) =>
  common.has(flag) || flag in command.flags || (flag.startsWith('no-') && command.flags[flag.slice(3)]?.allowNo === true)

describe('every command that a page shows exists, with its flags', () => {
  const shown = pages.flatMap((page) => typed(page).map((line) => [page.file, line] as const))
  test.each(shown)('%s: %s', (_, line) => {
    const words = (line.split(/\s(?:#|>|2>|--\s)/)[0] ?? '').trim().split(/\s+/).slice(1)
    const plain = words.filter((word) => /^[a-z][a-z-]*$/.test(word))
    const topic = [...commands.keys()].some((id) => id.startsWith(`${plain.join(':')}:`))
    const command = commandOf(plain)
    if (command === undefined && (topic || ['help', 'autocomplete'].includes(plain[0] ?? '') || plain.length === 0)) return
    expect(command, `no such command: ${line}`).toBeDefined()
    for (const flag of line.match(/(?<=\s)--[a-z][a-z-]*/g) ?? []) {
      expect(known(command as ManifestCommand, flag.slice(2)), `${command?.id} has no ${flag}`).toBe(true)
    }
  })
})

describe('every ops.yaml that a page shows is accepted', () => {
  const shown = pages.flatMap(blocks).filter(({text}) => text.startsWith('# ops.yaml'))
  test.each(shown.map((block) => [`${block.file}:${block.line}`, block.text] as const))('%s', async (where, text) => {
    const file = join(folder, `${where.replaceAll(/\W/g, '-')}.yaml`)
    writeFileSync(file, text)
    const {code, stderr} = await runOps(['inventory', 'check', '--inventory', file])
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
  })
})

describe('every link to a file of this project leads somewhere', () => {
  const links = pages.flatMap(({file, text}) =>
    [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map((match) => [file, match[1] ?? ''] as const),
  )
  test.each(links)('%s → %s', (file, target) => {
    expect(() => readFileSync(join(root, file, '..', target))).not.toThrow()
  })
})
