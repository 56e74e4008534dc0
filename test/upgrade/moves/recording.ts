import {join} from 'node:path'
import {fixtures, readNdjson, writeNdjson} from '../files.ts'

/** Values of a machine that a recording leaves open, as `{{name}}`. */
export type Values = Record<string, string>

/** Standard input of a command: a text, or what an earlier command (by its place) wrote to its standard output. */
type Input = {text: string} | {outputOf: number}

/** One command as the old version sent it to a host: the exact text that sshd gave to the shell. */
export interface Command {
  host: string
  /** Place of its program in `scripts`; -1 when `text` is all of it. */
  script: number
  text: string
  input?: Input
  /** Key of the line that the command waited for; it is repeated until this line comes. */
  awaits?: string
  /** How it ended when that is not 0; absent for one that the death of its ops cut off, too. */
  code?: number
  /** Last journal entry that was written before this command was sent. */
  seq: number
}

/** A point at which the old version is taken to have died, in the middle of a move. */
export interface Cut {
  name: string
  /** Commands that it had sent. */
  commands: number
  /** Last entry of its journal. */
  lastSeq: number
  /** What has to be slow on a host for the state to last: programs by host. */
  slow?: {host: string; program: string}
}

export interface Recording {
  run: string
  workload: string
  source: string
  destination: string
  commands: Command[]
  cuts: Cut[]
}

/** What every command line of Perl begins with (the old version's kit), and the programs after it. */
export interface Scripts {
  kit: string
  scripts: string[]
}

export const kitMark = '{{kit}}'

export const movesFolder = join(fixtures, 'moves')
export const journalOf = (name: string) => join(movesFolder, `${name}.journal.ndjson`)

/** What the old version called the folder of criu's logs, and its lab the cgroups of workloads; `{{work}}` in the recordings. */
export const oldFolder = 'work'
export const counterGroup = `/${oldFolder}/counter`

export function fillWith(values: Values): (text: string) => string {
  return (text) => text.replaceAll(/\{\{(\w+)\}\}/g, (mark, name: string) => ({work: oldFolder, ...values})[name] ?? mark)
}

export function readScripts(): Scripts {
  const [kit = '', ...scripts] = readNdjson<string>(join(movesFolder, 'scripts.ndjson.gz'))
  return {kit, scripts}
}

export function writeScripts({kit, scripts}: Scripts): void {
  writeNdjson(join(movesFolder, 'scripts.ndjson.gz'), [kit, ...scripts])
}

export function readRecording(name: string): Recording {
  const [head, ...commands] = readNdjson(join(movesFolder, `${name}.commands.ndjson`)) as [Omit<Recording, 'commands'>, ...Command[]]
  return {...head, commands}
}

export function writeRecording(name: string, {commands, ...head}: Recording): void {
  writeNdjson(join(movesFolder, `${name}.commands.ndjson`), [head, ...commands])
}

export function commandText({kit, scripts}: Scripts, {script, text}: Command, fill: (text: string) => string): string {
  // The programs are Perl of the old version and hold no placeholders.
  return script < 0 ? fill(text) : `${(scripts[script] ?? '').replace(kitMark, () => kit)}${fill(text)}`
}
