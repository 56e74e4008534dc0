import type {MoveInput, MoveSurvey} from '@ops/core/seams'
import {plural} from '@ops/core/text'
import {recordBase} from '../../records/record.ts'
import {readClock} from '../../remote/read-clock.ts'
import {joinArgv, runScript, type ScriptOutput} from '../../remote/run-script.ts'
import {findReplacedFiles} from '../../transfer/find-replaced-files.ts'
import {outputFiles, type ProcessContext, transferredFiles} from '../config/migration-context.ts'
import type {ProcessConfig} from '../config/process-schema.ts'
import {findObstacles, idsOf, neededBytes} from './find-obstacles.ts'
import {memoryFiles} from './find-shared-obstacles.ts'
import {portArguments} from './find-socket-obstacles.ts'
import {ledStreams} from './find-stream-obstacles.ts'
import {noteUndeclaredFolders} from './undeclared-writes.ts'

const sourceScript = new URL('./scripts/survey-source.pl', import.meta.url)
const destinationScript = new URL('./scripts/survey-destination.pl', import.meta.url)

/** Milliseconds; hashing the programs and libraries of a large tree takes a while. */
const surveyMs = 120_000

/** Surveys both hosts: obstacles, plan and bytes of the move. Changes nothing. */
export async function surveyProcess(input: MoveInput, signal: AbortSignal): Promise<MoveSurvey> {
  const {workload, source, destination, clock, images = recordBase} = input
  const config = workload.config as unknown as ProcessConfig
  const finder = config.pidfile === undefined ? {argv: joinArgv(config.pid ?? [])} : {pidfile: config.pidfile}
  const files = joinArgv([...transferredFiles(input), ...outputFiles(config)])
  const led = {stdio: joinArgv(Object.entries(config.stdio ?? {}).map((entry) => entry.join('='))), scan: joinArgv(scanPaths(config))}
  const here = await runScript(source, sourceScript, {...finder, images, files, ...led}, {signal, timeoutMs: surveyMs})
  const cgroup = chooseCgroups(here, config, workload.name)
  const paths = here.all('use').map((line) => line.slice(line.indexOf(' ') + 1))
  const wanted = {ids: idsOf(here).join(' '), cgroup: cgroup.destination, images, ...portArguments(here)}
  const there = await runScript(destination, destinationScript, wanted, {signal, timeoutMs: surveyMs, stdin: `${paths.join('\n')}\n`})
  const sides = {source: {host: source.host, output: here}, destination: {host: destination.host, output: there}}
  const obstacles = findObstacles({name: workload.name, config, ...sides})
  const bytes = neededBytes(here)
  const ghostLimit = findGhostLimit(here, config)
  const context: ProcessContext = {
    pid: here.number('pid') ?? 0,
    start: here.get('start') ?? '',
    boot: here.get('boot') ?? '',
    ids: idsOf(here),
    cgroup,
    streams: ledStreams(here),
    outputs: outputFiles(config).filter((path) => here.all('use').includes(`write ${path}`)),
    ...(ghostLimit === undefined ? {} : {ghostLimit}),
    clocks: {source: await readClock(source, clock, signal), destination: await readClock(destination, clock, signal)},
  }
  const sent = {files: transferredFiles({workload, migrationContext: {...context}}), pidfile: config.pidfile}
  return {
    obstacles: [...obstacles, ...(await findReplacedFiles(input, sent, signal))],
    notes: [...notes(here, workload.name, source.host), ...noteUndeclaredFolders(here, {name: workload.name, files: config.files ?? []})],
    plan: plan(input, context, {bytes, memory: memoryFiles(here)}),
    bytes,
    migrationContext: {...context},
  }
}

/** Folders that criu searches for watched files besides its own. */
function scanPaths({criu}: ProcessConfig): string[] {
  const option = '--irmap-scan-path='
  return criu.flatMap((word) => (word.startsWith(option) ? [word.slice(option.length)] : []))
}

/** The tree's own cgroup if it has one; otherwise one is made for it. */
export function chooseCgroups(output: ScriptOutput, config: ProcessConfig, name: string): ProcessContext['cgroup'] {
  const places = new Set(output.all('cgroup').map((line) => line.slice(line.indexOf(' ') + 1)))
  const [place = '/'] = places
  const alone = places.size === 1 && place !== '/' && !place.startsWith('/..') && output.numbers('others').length === 0
  const made = `/ops-workloads/${encodeURIComponent(name)}`
  const source = alone ? place : made
  return {source, destination: config.cgroup ?? source, make: !alone}
}

/** criu saves deleted files up to 1 MiB unless told; those in memory are memory, so they travel whatever their size. */
function findGhostLimit(output: ScriptOutput, {criu}: ProcessConfig): number | undefined {
  const sizes = output.all('unlinked').map((line) => Number.parseInt(line, 10))
  if (sizes.length === 0 || criu.some((option) => option.startsWith('--ghost-limit='))) return undefined
  // They may grow until the tree is frozen.
  return Math.ceil((2 * Math.max(...sizes)) / 2 ** 20) + 16
}

function notes(output: ScriptOutput, name: string, host: string): string[] {
  const root = output.all('task').map((line) => line.split(' '))[0]
  const parent = Number(root?.[2] ?? 0)
  return [
    ...(parent > 1 ? [`${name} is a child of process ${parent} on ${host}, which will see ${name} end.`] : []),
    ...(output.all('deleted').length > 0
      ? [`${name} has ${plural(output.all('deleted').length, 'deleted file')} open or mapped; criu saves them in the images.`]
      : []),
    ...ledStreams(output).map(
      ({descriptor, target}) =>
        `Descriptor ${descriptor} of ${name} leads to ${target === 'journal' ? 'the journal' : target} after the move.`,
    ),
  ]
}

function plan(
  {workload, source, destination}: MoveInput,
  {pid, ids, cgroup}: ProcessContext,
  {bytes, memory}: {bytes: number; memory: readonly string[]},
): string[] {
  const {name} = workload
  const files = [...transferredFiles({workload}), ...memory]
  return [
    ...(cgroup.make ? [`${source.host}: move ${name} (process ${pid}) into a cgroup of its own, ${cgroup.source}`] : []),
    `${source.host}: freeze and dump ${name} (process ${pid}, ${ids.length} ids), about ${Math.ceil(bytes / 1e6)} MB`,
    `${source.host} -> ${destination.host}: send the images${files.length === 0 ? '' : ` and ${files.join(', ')}`}, verified by SHA-256`,
    `${destination.host}: restore ${name}, frozen, into cgroup ${cgroup.destination}`,
    `commit on both hosts, start ${name} on ${destination.host}, verify that it runs, end it on ${source.host}`,
  ]
}
