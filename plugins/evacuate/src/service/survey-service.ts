import type {MoveInput, MoveObstacle, MoveSurvey} from '@ops/core/seams'
import {listSome} from '../transfer/list-some.ts'
import {readClock} from '../remote/read-clock.ts'
import {joinArgv, runScript, type ScriptOutput} from '../remote/run-script.ts'
import {findFileObstacles} from '../transfer/find-file-obstacles.ts'
import {findReplacedFiles} from '../transfer/find-replaced-files.ts'
import {parseWriters} from '../transfer/find-writers.ts'
import {type ServiceConfig, unitsNamedIn} from './service-schema.ts'
import {probeService, type ServiceState} from './service-state.ts'

const surveyScript = new URL('./scripts/survey.pl', import.meta.url)

interface SurveyedHost {
  host: string
  output: ScriptOutput
  found: ServiceState
}

/** Surveys both hosts for a move by stop and start: obstacles and plan. Changes nothing. */
export async function surveyService(input: MoveInput, signal: AbortSignal): Promise<MoveSurvey> {
  const {workload, source, destination, clock} = input
  const config = workload.config as unknown as ServiceConfig
  const own = {units: joinArgv(unitsNamedIn(config.stop)), ...(config.pidfile === undefined ? {} : {pidfile: config.pidfile})}
  const here = {programs: config.stop[0], files: joinArgv(config.files), ...own}
  const there = {programs: joinArgv([config.start[0] ?? '', config.stop[0] ?? ''])}
  const survey = async (transport: typeof source, args: typeof here | typeof there): Promise<SurveyedHost> => ({
    host: transport.host,
    output: await runScript(transport, surveyScript, args, {signal}),
    found: await probeService(config, transport, signal),
  })
  const [from, to] = [await survey(source, here), await survey(destination, there)]
  const bytes = from.output.number('bytes') ?? 0
  return {
    obstacles: [
      ...findServiceObstacles(workload.name, config, from, to),
      // The files of a service that runs there are its own.
      ...(to.found.state === 'running' ? [] : await findReplacedFiles(input, {files: config.files}, signal)),
    ],
    notes: [
      `${workload.name} is down from its stop on ${source.host} to its start on ${destination.host}.`,
      ...noteNoFiles(workload.name, config, source.host),
      ...noteWriters(workload.name, source.host, from.output),
    ],
    plan: plan(config, source.host, destination.host, bytes),
    bytes,
    migrationContext: {clocks: {source: await readClock(source, clock, signal), destination: await readClock(destination, clock, signal)}},
  }
}

function findServiceObstacles(name: string, config: ServiceConfig, from: SurveyedHost, to: SurveyedHost): MoveObstacle[] {
  const obstacles: MoveObstacle[] = []
  const add = (host: string, message: string, hint: string) => obstacles.push({host, message, hint})
  if (from.found.state === 'absent')
    add(from.host, `${name} does not run on ${from.host}: ${from.found.detail}.`, `ops evacuate status ${from.host}`)
  if (from.found.state === 'unknown')
    add(from.host, `ops cannot tell whether ${name} runs on ${from.host}: ${from.found.detail}.`, `correct "status:" of ${name}`)
  if (to.found.state === 'running')
    add(to.host, `${name} already runs on ${to.host}: ${to.found.detail}.`, `stop ${name} on ${to.host}, or choose another --to`)
  if (to.found.state === 'unknown')
    add(
      to.host,
      `ops cannot tell whether ${name} runs on ${to.host}: ${to.found.detail}.`,
      `correct "status:" of ${name}, or choose another --to`,
    )
  obstacles.push(...findFileObstacles({name, files: config.files, source: from.host, destination: to.host}, from.output))
  for (const {host, output} of [from, to]) {
    for (const program of output.all('absent'))
      add(
        host,
        `${host} has no ${program}, which stops or starts ${name}.`,
        `install ${program} on ${host}, or correct ${name} in the inventory`,
      )
    if (output.get('tar') === undefined) add(host, `${host} has no tar.`, `run apt-get install tar on ${host}`)
  }
  return obstacles
}

function noteNoFiles(name: string, {files}: ServiceConfig, host: string): string[] {
  if (files.length > 0) return []
  return [
    `No files are declared for ${name}, so all that it has written stays behind on ${host}. Add what it keeps to "files:" of ${name}.`,
  ]
}

/** Processes that are not known to stop with the service. Only after the stop it is certain which are left; then they are refused. */
function noteWriters(name: string, host: string, output: ScriptOutput): string[] {
  return parseWriters(output).map(
    ({shown, paths}) =>
      `On ${host}, ${shown} also writes ${listSome(paths)}, declared for ${name}. If it still does when ${name} has stopped, nothing is sent and ${name} is started on ${host} again.`,
  )
}

function plan({stop, start, files}: ServiceConfig, source: string, destination: string, bytes: number): string[] {
  return [
    `${source}: run ${stop.join(' ')}, and wait until the service has stopped`,
    ...(files.length === 0 ? [] : [`${source} -> ${destination}: send ${files.join(', ')} (${bytes} bytes), verified by SHA-256`]),
    `commit on both hosts; ${destination}: run ${start.join(' ')}, and wait until the service runs`,
  ]
}
