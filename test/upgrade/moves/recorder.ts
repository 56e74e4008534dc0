import {copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {type Command, kitMark, type Scripts, type Values} from './recording.ts'

/** A stand-in for ssh that keeps what it is given. */
export interface Recorder {
  folder: string
  /** What an ops needs so that its ssh is recorded. */
  env: {PATH: string}
}

export function startRecorder(folder: string): Recorder {
  mkdirSync(folder, {recursive: true})
  const path = process.env['PATH'] ?? ''
  const real = path
    .split(delimiter)
    .map((part) => join(part, 'ssh'))
    .find((file) => existsSync(file))
  if (real === undefined) throw new Error('ssh is not installed')
  writeFileSync(join(folder, 'real'), real)
  copyFileSync(join(import.meta.dirname, 'ssh-recorder.sh'), join(folder, 'ssh'))
  return {folder, env: {PATH: `${folder}${delimiter}${path}`}}
}

interface Sent {
  n: number
  address: string
  command: string
  stdin: Buffer
  stdout: Buffer
  beganMs: number
  code: number
}

function sentOf(folder: string, n: number): Sent {
  const text = (name: string) => readFileSync(join(folder, `${n}.${name}`), 'utf8')
  const bytes = (name: string) => readFileSync(join(folder, `${n}.${name}`))
  const code = existsSync(join(folder, `${n}.code`)) ? Number(text('code')) : 0
  return {
    n,
    address: text('host'),
    command: text('command'),
    stdin: bytes('stdin'),
    stdout: bytes('stdout'),
    beganMs: Number(text('begin')),
    code,
  }
}

export interface GatherInput {
  recorder: Recorder
  /** Host names by address. */
  addresses: Record<string, string>
  values: Values
  /** Journal that the recorded ops wrote. */
  journal: string
  scripts: Scripts
}

/** Everything that an ops did to the hosts from its first record on, with the values of this machine left open. */
export function gatherCommands({recorder, addresses, values, journal, scripts}: GatherInput): {
  commands: Command[]
  scripts: Scripts
  values: Values
} {
  const {folder} = recorder
  const numbers = readdirSync(folder).flatMap((name) => (name.endsWith('.command') ? [Number.parseInt(name, 10)] : []))
  const all = numbers.sort((one, other) => one - other).map((n) => sentOf(folder, n))
  const first = all.findIndex(({command}) => command.includes(' role='))
  const sent = inputsFirst(all.slice(first))
  const kit = scripts.kit === '' ? commonStart(sent.map(({command}) => command).filter((command) => command.startsWith(perl))) : scripts.kit
  const known = [...scripts.scripts]
  const entries = entryTimes(journal)
  const found = {...values, at: plannedAt(sent)}
  const open = leaveOpen(found)
  const commands = sent.map((one): Command => {
    const {script, args} = splitCommand(one.command, kit)
    if (script !== '' && !known.includes(script)) known.push(script)
    const input = inputOf(one, sent, open)
    const awaits = / ms=/.test(args)
      ? ['held', 'prepared'].find((key) => new RegExp(`^${key}( |$)`, 'm').test(one.stdout.toString()))
      : undefined
    return {
      host: addresses[one.address] ?? one.address,
      script: known.indexOf(script),
      text: open(args),
      ...(input === undefined ? {} : {input}),
      ...(awaits === undefined ? {} : {awaits}),
      ...(one.code === 0 ? {} : {code: one.code}),
      seq: entries.findLast(({atMs}) => atMs <= one.beganMs)?.seq ?? 0,
    }
  })
  return {commands, scripts: {kit, scripts: known}, values: found}
}

/** When the move was planned, as its records say it. */
function plannedAt(sent: readonly Sent[]): string {
  const plan = sent.find(({command}) => command.includes(' role='))?.stdin.toString() ?? '{}'
  return String((JSON.parse(plan) as {at: number}).at)
}

const perl = "perl -e '"

/** A command whose input another one makes comes after that one; both were sent at once. */
function inputsFirst(sent: readonly Sent[]): Sent[] {
  const ordered: Sent[] = []
  for (const one of sent) {
    const maker = sent.find((other) => makes(other, one))
    if (maker !== undefined && !ordered.includes(maker)) ordered.push(maker)
    if (!ordered.includes(one)) ordered.push(one)
  }
  return ordered
}

const makes = (maker: Sent, one: Sent) => maker !== one && one.stdin.length > 0 && maker.stdout.equals(one.stdin)

function inputOf(one: Sent, sent: readonly Sent[], open: (text: string) => string): Command['input'] {
  if (one.stdin.length === 0) return undefined
  const maker = sent.findIndex((other) => makes(other, one))
  return maker < 0 ? {text: open(one.stdin.toString())} : {outputOf: maker}
}

function splitCommand(command: string, kit: string): {script: string; args: string} {
  if (!command.startsWith(kit)) return {script: '', args: command}
  const end = command.lastIndexOf("' -- ")
  return {script: `${kitMark}${command.slice(kit.length, end)}`, args: command.slice(end)}
}

function commonStart([first = '', ...others]: readonly string[]): string {
  let end = first.length
  for (const other of others) while (!other.startsWith(first.slice(0, end))) end -= 1
  // It ends with a function; what scripts have in common beyond that is chance.
  return first.slice(0, first.lastIndexOf('\n}\n', end - 3) + 3)
}

/** Puts placeholders where a text holds a value of this machine. */
export function leaveOpen(values: Values): (text: string) => string {
  return (text) =>
    Object.entries(values).reduce((left, [name, value]) => left.replaceAll(new RegExp(`\\b${value}\\b`, 'g'), `{{${name}}}`), text)
}

function entryTimes(journal: string): {seq: number; atMs: number}[] {
  using db = new DatabaseSync(journal, {readOnly: true})
  const rows = db.prepare("SELECT seq, json_extract(body, '$.at') AS at FROM entry ORDER BY seq").all()
  return rows.map(({seq, at}) => ({seq: Number(seq), atMs: Date.parse(String(at))}))
}
