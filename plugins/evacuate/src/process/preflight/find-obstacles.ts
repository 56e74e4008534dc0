import type {MoveObstacle} from '@ops/core/seams'
import type {ScriptOutput} from '../../remote/run-script.ts'
import {findFileObstacles} from '../../transfer/find-file-obstacles.ts'
import {transferredFiles} from '../config/migration-context.ts'
import {findCapabilityObstacles} from './find-capability-obstacles.ts'
import {findFileDifferences} from './find-file-differences.ts'
import {findSharedObstacles} from './find-shared-obstacles.ts'
import {findSocketObstacles} from './find-socket-obstacles.ts'
import {findStreamObstacles} from './find-stream-obstacles.ts'
import {findTreeObstacles} from './find-tree-obstacles.ts'
import {findUnsupportedObstacles} from './find-unsupported-obstacles.ts'
import {obstacle, type SurveyedHost, type SurveyedProcess} from './surveyed-process.ts'
import {atLeast} from './version.ts'

/** Every reason why the process cannot be moved now, from the surveys of both hosts. Pure. */
export function findObstacles(surveyed: SurveyedProcess): MoveObstacle[] {
  const {name, config, source, destination} = surveyed
  const files = transferredFiles({workload: {name, kind: 'process', host: source.host, config: {...config}}})
  return [
    ...[source, destination].flatMap(findHostObstacles),
    ...findPairObstacles(surveyed),
    ...findCapabilityObstacles(surveyed),
    ...findTreeObstacles(surveyed),
    ...findSharedObstacles(surveyed),
    ...findUnsupportedObstacles(surveyed),
    ...findStreamObstacles(surveyed),
    ...findSocketObstacles(surveyed),
    ...findDestinationObstacles(surveyed),
    ...findFileObstacles({name, files, source: source.host, destination: destination.host}, source.output),
    ...findFileDifferences(surveyed),
  ]
}

/** Finds what a host lacks to move any process. */
export function findHostObstacles({host, output}: SurveyedHost): MoveObstacle[] {
  const criu = output.get('criu')
  const [code, ...error] = (output.get('check') ?? '0').split(' ')
  const uid = output.get('uid')
  return [
    ...(uid !== '0'
      ? [
          obstacle(
            host,
            `criu needs root, but ops logs in to ${host} as user id ${uid ?? 'unknown'}.`,
            `set "ssh: {user: root}" for ${host}`,
          ),
        ]
      : []),
    ...(criu === undefined ? [obstacle(host, `criu is not installed on ${host}.`, `run apt-get install criu on ${host}`)] : []),
    ...(criu !== undefined && code !== '0'
      ? [
          obstacle(
            host,
            `criu ${criu} cannot work with kernel ${output.get('kernel')} of ${host}: ${error.join(' ') || 'criu check fails'}.`,
            'install criu 4.1.1 or later (Debian 13 has it)',
          ),
        ]
      : []),
    ...(output.get('cgroot') === undefined
      ? [obstacle(host, `${host} has no cgroup2 mounted.`, `run mount -t cgroup2 none /sys/fs/cgroup/unified on ${host}`)]
      : []),
    ...(output.get('tar') === undefined ? [obstacle(host, `${host} has no tar.`, `run apt-get install tar on ${host}`)] : []),
  ]
}

function findPairObstacles({name, source, destination}: SurveyedProcess): MoveObstacle[] {
  const [from, to] = [source.output.get('criu'), destination.output.get('criu')]
  const [here, there] = [source.output.get('arch'), destination.output.get('arch')]
  return [
    ...(here !== there
      ? [
          obstacle(
            destination.host,
            `${source.host} is ${here} and ${destination.host} is ${there}; a process cannot change its architecture.`,
            `choose another --to, or declare ${name} as kind service`,
          ),
        ]
      : []),
    ...(here === 'ppc64' || here === 's390' || here === 'mips'
      ? [obstacle(source.host, `criu does not support ${here} (${source.host}).`, `declare ${name} as kind service`)]
      : []),
    ...(from !== undefined && to !== undefined && !atLeast(to, from)
      ? [
          obstacle(
            destination.host,
            `criu ${to} on ${destination.host} is older than ${from} on ${source.host} and may not read its images.`,
            `install criu ${from} or later on ${destination.host}`,
          ),
        ]
      : []),
  ]
}

function findDestinationObstacles({name, source, destination}: SurveyedProcess): MoveObstacle[] {
  const {host, output} = destination
  const obstacles: MoveObstacle[] = []
  const taken = output.all('taken').map((line) => line.split(' '))
  const rss = neededBytes(source.output)
  const room = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`
  if (taken.length > 0) {
    const [id, ...holder] = taken[0] ?? []
    const more = taken.length > 1 ? ` and ${taken.length - 1} more` : ''
    obstacles.push(
      obstacle(
        host,
        `Process id ${id}${more} of ${name} is taken on ${host} (by ${holder.join(' ')}).`,
        `end that process on ${host}, choose another --to, or run ${name} in a pid namespace`,
      ),
    )
  }
  const highest = Math.max(0, ...idsOf(source.output))
  if (highest >= (output.number('pidmax') ?? Number.POSITIVE_INFINITY))
    obstacles.push(
      obstacle(host, `Process id ${highest} of ${name} is beyond pid_max of ${host}.`, `run sysctl -w kernel.pid_max=4194304 on ${host}`),
    )
  if ((output.get('busy') ?? '') !== '')
    obstacles.push(
      obstacle(
        host,
        `The cgroup that ${name} would have on ${host} holds other processes (${output.get('busy')}).`,
        `if these are another copy of ${name}, end one of the two; otherwise add "cgroup: /PATH" to ${name}`,
      ),
    )
  for (const side of [source, destination]) {
    const space = side.output.number('space')
    if (space !== undefined && space < rss + 16e6)
      obstacles.push(
        obstacle(
          side.host,
          `${side.host} has ${room(space)} of space for images; about ${room(rss + 16e6)} are needed.`,
          `free space on ${side.host}, or set "evacuate: {images: DIR}"`,
        ),
      )
  }
  const memory = output.number('memory')
  if (memory !== undefined && memory < rss)
    obstacles.push(obstacle(host, `${host} has ${room(memory)} of memory available; ${name} uses ${room(rss)}.`, 'choose another --to'))
  return obstacles
}

/** Estimate of the bytes that the tree has in memory: its own, files that it has there, and deleted ones that it has open. */
export function neededBytes(output: ScriptOutput): number {
  const files = ['carried', 'unlinked'].flatMap((key) => output.all(key)).map((line) => Number.parseInt(line, 10))
  return files.reduce((sum, bytes) => sum + bytes, output.number('rss') ?? 0)
}

/** Every number that must be free at the destination. */
export function idsOf(output: ScriptOutput): number[] {
  const tasks = output.all('task').map((line) => line.split(' ').map(Number))
  const threads = output.all('threads').flatMap((line) => line.split(' ').map(Number))
  const all = [...tasks.flatMap(([pid = 0, , , group = 0, session = 0]) => [pid, group, session]), ...threads]
  return [...new Set(all)].filter((id) => id > 0).sort((one, other) => one - other)
}
