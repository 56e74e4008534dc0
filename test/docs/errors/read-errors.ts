import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {ExitName} from '../../../src/errors/exit-codes.ts'
import {root} from '../../cli/run-ops.ts'
import {commonErrors, meaningsOfHandMade} from './common-errors.ts'
import {type Part, readSentence} from './render-sentence.ts'
import {calleeOf, nameOf, type Node, parseTypeScript, propertyOf, walk} from './syntax.ts'

/** One error of the reference. */
export interface ErrorEntry {
  code: string
  file: string
  /** `power` for a plugin, `core` for everything else. */
  owner: string
  sentences: Part[][]
  hints: Part[][]
  /** The names of `exitCodes`; several where a code ends a command in more than one way. */
  exits: ExitName[]
  meaning?: string
}

/** Every error that the sources can end with: the rows of the tables, and those that are made by hand. */
export function readErrors(): ErrorEntry[] {
  const list = execFileSync('git', ['ls-files', '--', 'src/**.ts', 'commands/**.ts', 'plugins/**.ts'], {cwd: root, encoding: 'utf8'})
  const files = list
    .split('\n')
    .filter((file) => file !== '' && !/\/(test|testing)\/|\.test\.ts$|^src\/errors\/error-table\.ts$/.test(file))
  const common = new Set(commonErrors.map(({code}) => code))
  const read = files.flatMap((file) => readFile(file, readFileSync(join(root, file), 'utf8'))).filter(({code}) => !common.has(code))
  return [...commonErrors, ...read].sort((one, other) => (one.code < other.code ? -1 : one.code > other.code ? 1 : 0))
}

function readFile(file: string, text: string): ErrorEntry[] {
  if (!/\berrorTable\(|new OpsError\(/.test(text)) return []
  const nodes = [...walk(parseTypeScript(text, file))]
  const rows = nodes.filter((node) => calleeOf(node) === 'errorTable').flatMap((table) => readTable(file, table))
  const made = nodes.filter((node) => calleeOf(node) === 'OpsError').flatMap((node) => readMade(file, node))
  const joined = [...Map.groupBy(made, ({code}) => code).values()].map(joinEntries)
  return [...rows, ...joined]
}

function readTable(file: string, table: Node): ErrorEntry[] {
  const [rows] = table['arguments'] as Node[]
  return ((rows?.['properties'] as Node[] | undefined) ?? []).map((property) => {
    const row = property['value'] as Node
    const code = nameOf(property['key'])
    const message = propertyOf(row, 'message')
    const exit = nameOf(propertyOf(row, 'exit'))
    if (code === undefined || message === undefined || exit === undefined) {
      throw new Error(`${file}: the row ${code ?? ''} is not written as CODE: {message: …, exit: '…'}.`)
    }
    const [hint, meaning] = [propertyOf(row, 'hint'), propertyOf(row, 'meaning')]
    return {
      ...entry(file, code, exit as ExitName),
      sentences: [readSentence(message)],
      hints: hint === undefined ? [] : [readSentence(hint)],
      ...(meaning === undefined ? {} : {meaning: plainText(meaning)}),
    }
  })
}

/** `new OpsError('CODE', sentence, exit, {hint})` with a code that is written there; other codes come from a table. */
function readMade(file: string, node: Node): ErrorEntry[] {
  const [code, message, exit, options] = node['arguments'] as (Node | undefined)[]
  if (code?.type !== 'Literal' || message === undefined) return []
  const hint = propertyOf(options, 'hint')
  const meaning = meaningsOfHandMade[String(code['value'])]
  return [
    {
      ...entry(file, String(code['value']), exit?.type === 'Literal' ? (String(exit['value']) as ExitName) : 'internal'),
      sentences: [readSentence(message)],
      hints: hint === undefined ? [] : [readSentence(hint)],
      ...(meaning === undefined ? {} : {meaning}),
    },
  ]
}

const entry = (file: string, code: string, exit: ExitName) => ({
  code,
  file,
  owner: /^plugins\/([^/]+)/.exec(file)?.[1] ?? 'core',
  exits: [exit],
})

function joinEntries(entries: ErrorEntry[]): ErrorEntry {
  const [first] = entries
  if (first === undefined) throw new Error('There is no entry to join.')
  return {
    ...first,
    sentences: entries.flatMap(({sentences}) => sentences),
    hints: entries.flatMap(({hints}) => hints),
    exits: [...new Set(entries.flatMap(({exits}) => exits))],
  }
}

/** A text that is written in one literal, or in several joined by +. */
function plainText(node: Node): string {
  return readSentence(node)
    .map((part) => {
      if ('words' in part) return part.words
      throw new Error('A meaning is a text without values.')
    })
    .join('')
}
