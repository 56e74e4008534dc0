import {formatDuration, formatLocalTime, table, tableRows} from '../text/index.ts'
import type {ErrorJson} from '../errors/index.ts'
import {shellQuote} from '../transport/shell-quote.ts'
import {foldHosts} from '../hostset/index.ts'
import {escapeText} from '../untrusted/index.ts'
import {type RecordedAct, hasUnknown, type RecordedNote, type RunHistory} from './history.ts'

/** For whom a run is shown. */
export interface Reader {
  /** Of the terminal. */
  columns?: number
  /** By default that of this machine. */
  timeZone?: string
}

/** One run for people: acts, times and outcomes, in local time. */
export function renderRun(run: RunHistory, {columns, timeZone}: Reader = {}): string {
  const started = formatLocalTime(run.startedAt, timeZone)
  const took = run.endedAt === undefined ? '' : `, took ${between(run.startedAt, run.endedAt)}`
  const head = [
    `${run.id}  ${quoted(['ops', ...run.argv])}`,
    `${run.state}  ${started.date} ${started.time} ${started.zone} by ${run.actor}${took}`,
  ]
  const lines = [...run.acts, ...run.notes].map(lineOf(timeZone)).sort((a, b) => (a.at < b.at ? -1 : 1))
  const body = tableRows(
    lines.map(({cells}) => cells),
    columns,
  )
  const listed = lines.flatMap(({below}, at) => [body[at] ?? '', ...below])
  const text = listed.join('\n')
  const why = reasons(run).filter(({message}) => !text.includes(message))
  return [...head, ...listed, ...why.flatMap(reasonLines), ...ending(run)].join('\n')
}

/** A command that can be pasted. No command has a NUL byte, but a journal that was edited may. */
const quoted = (argv: string[]) => escapeText(shellQuote(argv.map((word) => word.replaceAll('\0', escapeText))))

/** Why it did not end in `done`: what ended the run itself, and what became of its hosts. */
function reasons({result}: RunHistory): ErrorJson[] {
  const {error, hosts} = result as {error?: ErrorJson; hosts?: {error?: ErrorJson}[]}
  const all = [error, ...(hosts ?? []).map((host) => host.error)]
  // A refusal is listed above as a note, with all findings.
  return all.filter((one) => one?.message !== undefined && one.code !== 'GUARD_REFUSED').filter((one) => one !== undefined)
}

function reasonLines({code, message, hint}: ErrorJson): string[] {
  // The reader of this text runs that command already.
  const isHere = hint?.startsWith('ops runs show') ?? true
  return [`${code}: ${message}`, ...(isHere ? [] : [`Next: ${hint}`])].map(escapeText)
}

export function renderRuns(runs: readonly RunHistory[], {columns, timeZone}: Reader = {}): string {
  if (runs.length === 0) return 'No recorded run matches.'
  const rows = runs.map((run) => {
    const unknown = run.acts.filter((act) => act.state === 'unknown').length
    const acts = `${run.acts.length}${unknown > 0 ? `, ${unknown} unknown` : ''}`
    const {date, time, zone} = formatLocalTime(run.startedAt, timeZone)
    return [run.id, run.state, `${date} ${time.slice(0, 5)} ${zone}`, acts, run.command, foldHosts(run.hosts) || '-']
  })
  return table(rows, ['RUN', 'STATE', 'STARTED', 'ACTS', 'COMMAND', 'HOSTS'], columns)
}

/** Characters of a note without a `text`. */
const longestNote = 100

interface Line {
  at: string
  cells: string[]
  below: string[]
}

const lineOf =
  (timeZone: string | undefined) =>
  (part: RecordedAct | RecordedNote): Line => {
    const at = 'act' in part ? part.intentAt : part.at
    const {time} = formatLocalTime(at, timeZone)
    if ('note' in part) return {at, cells: [time, part.host ?? '-', part.note, 'note', noteText(part.data)], below: []}
    const {act, host, state, outcomeAt, error} = part
    const took = outcomeAt === undefined ? 'no outcome' : between(at, outcomeAt)
    const below = error === undefined ? [] : reasonLines(error).map((line) => `    ${line}`)
    return {at, cells: [time, host ?? '-', act, state, took], below}
  }

/** Notes are read by programs (`--json` prints them whole); writers put what people want to know into `text`. */
function noteText(data: Record<string, unknown>): string {
  if (typeof data['text'] === 'string') return data['text']
  const whole = JSON.stringify(data)
  return whole.length > longestNote ? `${whole.slice(0, longestNote)}…` : whole
}

function ending(run: RunHistory): string[] {
  if (run.state === 'running') return ['The run is still in progress.']
  if (run.state === 'interrupted')
    return ['The run was interrupted: its process no longer exists. Acts without an outcome may or may not have happened.']
  if (!hasUnknown(run)) return []
  return run.acts.some(({state}) => state === 'unknown')
    ? ['Acts marked unknown may or may not have happened. Check the machines before you repeat them.']
    : ['What the run left behind is not proved. Check the machines before you repeat the command.']
}

const between = (from: string, to: string) => formatDuration(Date.parse(to) - Date.parse(from))
