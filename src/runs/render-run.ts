import {formatDuration, table} from '../text/index.ts'
import type {ErrorJson} from '../errors/index.ts'
import {foldHosts} from '../hostset/index.ts'
import {type RecordedAct, hasUnknown, type RecordedNote, type RunHistory} from './history.ts'

/** One run for people: acts, times and outcomes. Times are UTC. */
export function renderRun(run: RunHistory): string {
  const took = run.endedAt === undefined ? '' : `, took ${between(run.startedAt, run.endedAt)}`
  const head = [
    `${run.id}  ${['ops', ...(run.argv.length > 0 ? run.argv : [run.command])].join(' ')}`,
    `${run.state}  ${run.startedAt.replace('T', ' ')} by ${run.actor}${took}`,
  ]
  const lines = [...run.acts.map(actLine), ...run.notes.map(noteLine)].sort((a, b) => (a.at < b.at ? -1 : 1))
  const body = table(lines.map(({cells}) => cells)).split('\n')
  const listed = lines.flatMap(({below}, at) => [body[at] ?? '', ...below])
  const text = listed.join('\n')
  const why = reasons(run).filter(({message}) => !text.includes(message))
  return [...head, ...listed, ...why.flatMap(reasonLines), ...ending(run)].join('\n')
}

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
  return [`${code}: ${message}`, ...(isHere ? [] : [`Next: ${hint}`])]
}

export function renderRuns(runs: readonly RunHistory[]): string {
  if (runs.length === 0) return 'No recorded run matches.'
  const rows = runs.map((run) => {
    const unknown = run.acts.filter((act) => act.state === 'unknown').length
    const acts = `${run.acts.length}${unknown > 0 ? `, ${unknown} unknown` : ''}`
    return [run.id, run.state, run.startedAt.slice(0, 16).replace('T', ' '), acts, run.command, foldHosts(run.hosts) || '-']
  })
  return table(rows, ['RUN', 'STATE', 'STARTED', 'ACTS', 'COMMAND', 'HOSTS'])
}

/** Characters of a note without a `text`. */
const longestNote = 100

interface Line {
  at: string
  cells: string[]
  below: string[]
}

function actLine({act, host, state, intentAt, outcomeAt, error}: RecordedAct): Line {
  const took = outcomeAt === undefined ? 'no outcome' : between(intentAt, outcomeAt)
  const below = error === undefined ? [] : reasonLines(error).map((line) => `    ${line}`)
  return {at: intentAt, cells: [timeOf(intentAt), host ?? '-', act, state, took], below}
}

function noteLine({note, host, at, data}: RecordedNote): Line {
  return {at, cells: [timeOf(at), host ?? '-', note, 'note', noteText(data)], below: []}
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
  return hasUnknown(run) ? ['Acts marked unknown may or may not have happened. Check the machines before you repeat them.'] : []
}

const timeOf = (at: string) => at.slice(11, 23)

const between = (from: string, to: string) => formatDuration(Date.parse(to) - Date.parse(from))
