import {formatDuration, table} from '../text/index.ts'
import type {ErrorJson} from '../errors/index.ts'
import {foldHosts} from '../hostset/index.ts'
import {type ActStory, hasUnknown, type NoteStory, type RunStory} from './story.ts'

/** One run for people: what was meant, when, and what became of it. Times are UTC. */
export function runText(run: RunStory): string {
  const took = run.endedAt === undefined ? '' : `, took ${between(run.startedAt, run.endedAt)}`
  const head = [
    `${run.id}  ${['ops', ...(run.argv.length > 0 ? run.argv : [run.command])].join(' ')}`,
    `${run.state}  ${run.startedAt.replace('T', ' ')} by ${run.actor}${took}`,
  ]
  const lines = [...run.acts.map(actLine), ...run.notes.map(noteLine)].sort((a, b) => (a.at < b.at ? -1 : 1))
  const body = table(lines.map(({cells}) => cells)).split('\n')
  const story = lines.flatMap(({below}, at) => [body[at] ?? '', ...below])
  const told = story.join('\n')
  const why = reasons(run).filter(({message}) => !told.includes(message))
  return [...head, ...story, ...why.flatMap(reasonLines), ...ending(run)].join('\n')
}

/** Why it did not end in `done`: what ended the run itself, and what became of its hosts. */
function reasons({result}: RunStory): ErrorJson[] {
  const {error, hosts} = result as {error?: ErrorJson; hosts?: {error?: ErrorJson}[]}
  const all = [error, ...(hosts ?? []).map((host) => host.error)]
  // A refusal stands above as a note, with everything that was found.
  return all.filter((one) => one?.message !== undefined && one.code !== 'GUARD_REFUSED').filter((one) => one !== undefined)
}

function reasonLines({code, message, hint}: ErrorJson): string[] {
  // Who reads this has come here already.
  const isHere = hint?.startsWith('ops runs show') ?? true
  return [`${code}: ${message}`, ...(isHere ? [] : [`Next: ${hint}`])]
}

export function runsTable(runs: readonly RunStory[]): string {
  if (runs.length === 0) return 'Nothing was recorded that fits.'
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

function actLine({act, host, state, intentAt, outcomeAt, error}: ActStory): Line {
  const took = outcomeAt === undefined ? 'no outcome' : between(intentAt, outcomeAt)
  const below = error === undefined ? [] : reasonLines(error).map((line) => `    ${line}`)
  return {at: intentAt, cells: [timeOf(intentAt), host ?? '-', act, state, took], below}
}

function noteLine({note, host, at, data}: NoteStory): Line {
  return {at, cells: [timeOf(at), host ?? '-', note, 'note', noteText(data)], below: []}
}

/** Notes are read by programs (`--json` prints them whole); writers put what people want to know into `text`. */
function noteText(data: Record<string, unknown>): string {
  if (typeof data['text'] === 'string') return data['text']
  const whole = JSON.stringify(data)
  return whole.length > longestNote ? `${whole.slice(0, longestNote)}…` : whole
}

function ending(run: RunStory): string[] {
  if (run.state === 'running') return ['It is still running.']
  if (run.state === 'interrupted') return ['It did not end: its process is gone. What has no outcome above may or may not have happened.']
  return hasUnknown(run) ? ['Something above is unknown: it may or may not have happened. Look at the machines before you repeat it.'] : []
}

const timeOf = (at: string) => at.slice(11, 23)

const between = (from: string, to: string) => formatDuration(Date.parse(to) - Date.parse(from))
