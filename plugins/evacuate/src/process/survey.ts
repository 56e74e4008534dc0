import type {MoveInput, MoveSurvey} from '@ops/core/seams'
import {recordBase} from '../record/record.ts'
import {readClock} from '../target/read-clock.ts'
import {type Answer, runScript} from '../target/run-script.ts'
import {idsOf, judge} from './judge.ts'
import type {ProcessConfig} from './schema.ts'
import {surveyDestination, surveySource} from './scripts/survey.ts'
import {filesOf, type ProcessTicket} from './ticket.ts'

/** Milliseconds; hashing the programs and libraries of a large tree takes a while. */
const surveyMs = 120_000

/** Looks at both hosts and says what stands in the way, what would be done, and what it would cost. Changes nothing. */
export async function survey(input: MoveInput, signal: AbortSignal): Promise<MoveSurvey> {
  const {workload, source, destination, clock, images = recordBase} = input
  const config = workload.config as unknown as ProcessConfig
  const finder = config.pidfile === undefined ? {words: (config.pid ?? []).join('\x1f')} : {pidfile: config.pidfile}
  const here = await runScript(source, surveySource, {...finder, images, files: filesOf(input).join('\x1f')}, {signal, timeoutMs: surveyMs})
  const cgroup = chooseCgroups(here, config, workload.name)
  const paths = here.all('use').map((line) => line.slice(line.indexOf(' ') + 1))
  const wanted = {ids: idsOf(here).join(' '), cgroup: cgroup.destination, images}
  const there = await runScript(destination, surveyDestination, wanted, {signal, timeoutMs: surveyMs, stdin: `${paths.join('\n')}\n`})
  const sides = {source: {host: source.host, found: here}, destination: {host: destination.host, found: there}}
  const obstacles = judge({name: workload.name, config, ...sides})
  const bytes = here.number('rss') ?? 0
  const ticket: ProcessTicket = {
    pid: here.number('pid') ?? 0,
    start: here.get('start') ?? '',
    boot: here.get('boot') ?? '',
    ids: idsOf(here),
    cgroup,
    clocks: {source: await readClock(source, clock, signal), destination: await readClock(destination, clock, signal)},
  }
  return {obstacles, notes: notes(here, workload.name, source.host), plan: plan(input, ticket, bytes), bytes, ticket: {...ticket}}
}

/** The tree's own cgroup where it has one; otherwise one is made for it. */
export function chooseCgroups(found: Answer, config: ProcessConfig, name: string): ProcessTicket['cgroup'] {
  const tree = new Set(found.all('task').map((line) => Number(line.split(' ')[0])))
  const places = new Set(found.all('cgroup').map((line) => line.slice(line.indexOf(' ') + 1)))
  const [place = '/'] = places
  const alone = places.size === 1 && place !== '/' && !place.startsWith('/..') && found.numbers('members').every((pid) => tree.has(pid))
  const made = `/ops-workloads/${encodeURIComponent(name)}`
  const source = alone ? place : made
  return {source, destination: config.cgroup ?? source, make: !alone}
}

function notes(found: Answer, name: string, host: string): string[] {
  const root = found.all('task').map((line) => line.split(' '))[0]
  const parent = Number(root?.[2] ?? 0)
  return [
    ...(parent > 1 ? [`${name} is a child of process ${parent} on ${host}, which will see it end.`] : []),
    ...(found.all('deleted').length > 0
      ? [`${name} has ${found.all('deleted').length} deleted files open or mapped; they travel inside the images.`]
      : []),
    ...(found.get('unix') === '03' ? [`${name} has connected unix sockets; criu refuses it if a peer is not part of it.`] : []),
  ]
}

function plan({workload, source, destination}: MoveInput, {pid, ids, cgroup}: ProcessTicket, bytes: number): string[] {
  const {name} = workload
  const files = filesOf({workload})
  return [
    ...(cgroup.make ? [`${source.host}: move ${name} (process ${pid}) into a cgroup of its own, ${cgroup.source}`] : []),
    `${source.host}: freeze and dump ${name} (process ${pid}, ${ids.length} ids), about ${Math.ceil(bytes / 1e6)} MB`,
    `${source.host} -> ${destination.host}: send the images${files.length === 0 ? '' : ` and ${files.join(', ')}`}, verified by SHA-256`,
    `${destination.host}: restore it, frozen, into cgroup ${cgroup.destination}`,
    `commit on both hosts, start it on ${destination.host}, see it run, end it on ${source.host}`,
  ]
}
