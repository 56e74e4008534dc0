import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {ExitName} from '../../../src/errors/exit-codes.ts'
import {root} from '../../cli/run-ops.ts'
import {commonErrors, type HandMade, handMade} from './common-errors.ts'
import {type Constants, constantsOf, type Part, readSentence} from './render-sentence.ts'
import {calleeOf, nameOf, type Node, parseTypeScript, propertyOf, walk} from './syntax.ts'

/** One error of the reference. */
export interface ErrorEntry {
  code: string
  file: string
  /** `power` for a plugin, `core` for everything else. */
  owner: string
  sentences: Part[][]
  hints: Part[][]
  /** The next step in words, where the hint is computed. */
  hintNote?: string
  /** The names of `exitCodes`; several where a code ends a command in more than one way. */
  exits: ExitName[]
  meaning?: string
  exitNote?: string
}

/** The sources of ops, without tests. */
export function sourceFiles(): string[] {
  const patterns = ['src/**.ts', 'commands/**.ts', 'plugins/**.ts']
  const list = execFileSync(
    'git',
    ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard', '--', ...patterns],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  return list.split('\n').filter((file) => file !== '' && !/\/(test|testing)\/|\.test\.ts$|^src\/errors\/error-table\.ts$/.test(file))
}

/** Every error that the sources can end with: the rows of the tables, and those that are made by hand. */
export function readErrors(): ErrorEntry[] {
  const read = sourceFiles().flatMap((file) => readFile(file, readFileSync(join(root, file), 'utf8')))
  const [made, rows] = partition(
    [...read.filter((error) => !isCopy(error)), ...unread(read)],
    ({code}) => code in commonErrors || code in handMade,
  )
  const all = [...rows, ...[...Map.groupBy(made, ({code}) => code).values()].map(joinEntries)]
  return all.sort((one, other) => (one.code < other.code ? -1 : 1))
}

function partition<T>(values: readonly T[], test: (value: T) => boolean): [T[], T[]] {
  return [values.filter(test), values.filter((value) => !test(value))]
}

/** Whether a source uses a code of the command line for a sentence of its own: the page has only that of the command line. */
const isCopy = ({code, file}: ErrorEntry) => code in commonErrors && !/^(src\/cli|commands)\//.test(file)

/** Errors of the command line that are no OpsError. */
const unread = (read: readonly ErrorEntry[]): ErrorEntry[] =>
  Object.entries(commonErrors).flatMap(([code, {sentence, ...known}]) =>
    sentence === undefined || read.some((error) => error.code === code)
      ? []
      : [complete({...entry('src/cli/ops-command.ts', code, 'internal'), sentences: [sentence], hints: []}, known)],
  )

/** An error with what is known of it besides its source. */
const complete = (error: ErrorEntry, {meaning, exits, sentence, hint}: HandMade): ErrorEntry => ({
  ...error,
  meaning,
  ...(sentence === undefined ? {} : {sentences: [sentence]}),
  ...(exits === undefined ? {} : {exits}),
  ...(hint === undefined ? {} : {hints: [hint]}),
})

function readFile(file: string, text: string): ErrorEntry[] {
  if (!/\berrorTable\(|new OpsError\(|extends OpsError\b/.test(text)) return []
  const program = parseTypeScript(text, file)
  const nodes = [...walk(program)]
  const names = constantsOf(program['body'] as Node[])
  const rows = nodes.filter((node) => calleeOf(node) === 'errorTable').flatMap((table) => readTable(file, table, names))
  const made = nodes.filter((node) => calleeOf(node) === 'OpsError' || isSuperCall(node)).flatMap((node) => readMade(file, node))
  return [...rows, ...made]
}

const isSuperCall = (node: Node) => node.type === 'CallExpression' && (node['callee'] as Node).type === 'Super'

function readTable(file: string, table: Node, names: Constants): ErrorEntry[] {
  const [rows] = table['arguments'] as Node[]
  return ((rows?.['properties'] as Node[] | undefined) ?? []).map((property) => {
    const row = property['value'] as Node
    const code = nameOf(property['key'])
    const message = propertyOf(row, 'message')
    const exit = nameOf(propertyOf(row, 'exit'))
    if (code === undefined || message === undefined || exit === undefined) {
      throw new Error(`${file}: the row ${code ?? ''} is not written as CODE: {message: …, exit: '…'}.`)
    }
    const [hint, hintNote, meaning, exitNote] = ['hint', 'hintNote', 'meaning', 'exitNote'].map((name) => propertyOf(row, name))
    return {
      ...entry(file, code, exit as ExitName),
      sentences: [readSentence(message, names)],
      hints: hint === undefined ? [] : [readSentence(hint, names)],
      ...(hintNote === undefined ? {} : {hintNote: plainText(hintNote)}),
      ...(meaning === undefined ? {} : {meaning: plainText(meaning)}),
      ...(exitNote === undefined ? {} : {exitNote: plainText(exitNote)}),
    }
  })
}

/** `new OpsError('CODE', sentence, exit, {hint})`, or `super(…)` of a subclass, with a code that is written there; other codes come from a table. */
function readMade(file: string, node: Node): ErrorEntry[] {
  const [code, message, exit, options] = node['arguments'] as (Node | undefined)[]
  if (code?.type !== 'Literal' || message === undefined) return []
  const hint = propertyOf(options, 'hint')
  const known = commonErrors[String(code['value'])] ?? handMade[String(code['value'])]
  const read = {
    ...entry(file, String(code['value']), exit?.type === 'Literal' ? (String(exit['value']) as ExitName) : 'internal'),
    sentences: [readSentence(message)],
    hints: hint === undefined ? [] : [readSentence(hint)],
  }
  return [known === undefined ? read : complete(read, known)]
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
    sentences: unique(entries.flatMap(({sentences}) => sentences)),
    hints: unique(entries.flatMap(({hints}) => hints)),
    exits: [...new Set(entries.flatMap(({exits}) => exits))],
  }
}

const unique = (texts: Part[][]) => [...new Map(texts.map((text) => [JSON.stringify(text), text])).values()]

/** A text that is written in one literal, or in several joined by +. */
function plainText(node: Node): string {
  return readSentence(node)
    .map((part) => {
      if ('words' in part) return part.words
      throw new Error('A meaning is a text without values.')
    })
    .join('')
}
