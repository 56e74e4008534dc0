import type {MoveObstacle} from '@ops/core/seams'
import type {Answer} from '../target/run-script.ts'
import {atLeast} from './version.ts'
import {filesOf} from './ticket.ts'
import type {ProcessConfig} from './schema.ts'
import {judgeDeclared} from '../travel/judge-declared.ts'
import {compareFiles} from './compare-files.ts'
import {judgeTree} from './judge-tree.ts'
import {obstacle} from './obstacle.ts'
import {judgePowers} from './judge-powers.ts'

export interface Surveyed {
  name: string
  config: ProcessConfig
  source: {host: string; found: Answer}
  destination: {host: string; found: Answer}
}

/** Every reason why the process cannot be moved as things are, from what both hosts told. Pure. */
export function judge(surveyed: Surveyed): MoveObstacle[] {
  const {name, config, source, destination} = surveyed
  const files = filesOf({workload: {name, kind: 'process', host: source.host, config: {...config}}})
  const hosts = [source, destination].flatMap(judgeHost)
  // Without criu or cgroups there is nothing to compare.
  return [
    ...hosts,
    ...judgePair(surveyed),
    ...judgePowers(surveyed),
    ...judgeTree(surveyed),
    ...judgeDestination(surveyed),
    ...judgeDeclared({name, files, source: source.host, destination: destination.host}, source.found),
    ...compareFiles(surveyed),
  ]
}

/** What a host lacks, whatever is to be moved. */
export function judgeHost({host, found}: Surveyed['source']): MoveObstacle[] {
  const criu = found.get('criu')
  const [code, ...words] = (found.get('check') ?? '0').split(' ')
  return [
    ...(found.get('uid') !== '0'
      ? [obstacle(host, `ops is not root on ${host}, and criu needs it.`, `set "ssh: {user: root}" for ${host}`)]
      : []),
    ...(criu === undefined ? [obstacle(host, `criu is not installed on ${host}.`, `on ${host}: apt-get install criu`)] : []),
    ...(criu !== undefined && code !== '0'
      ? [
          obstacle(
            host,
            `criu ${criu} cannot work with kernel ${found.get('kernel')} of ${host}: ${words.join(' ') || 'criu check fails'}.`,
            'install criu 4.1.1 or later (Debian 13 has it)',
          ),
        ]
      : []),
    ...(found.get('cgroot') === undefined
      ? [obstacle(host, `${host} has no cgroup2 mounted.`, `on ${host}: mount -t cgroup2 none /sys/fs/cgroup/unified`)]
      : []),
    ...(found.get('tar') === undefined ? [obstacle(host, `${host} has no tar.`, `on ${host}: apt-get install tar`)] : []),
  ]
}

function judgePair({source, destination}: Surveyed): MoveObstacle[] {
  const [from, to] = [source.found.get('criu'), destination.found.get('criu')]
  const [here, there] = [source.found.get('arch'), destination.found.get('arch')]
  return [
    ...(here !== there
      ? [
          obstacle(
            destination.host,
            `${source.host} is ${here} and ${destination.host} is ${there}; a process cannot change its architecture.`,
            'choose another --to, or declare it as kind service',
          ),
        ]
      : []),
    ...(here === 'ppc64' || here === 's390' || here === 'mips'
      ? [obstacle(source.host, `criu does not support ${here} (${source.host}).`, 'declare it as kind service')]
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

function judgeDestination({name, source, destination}: Surveyed): MoveObstacle[] {
  const {host, found} = destination
  const list: MoveObstacle[] = []
  const taken = found.all('taken').map((line) => line.split(' '))
  const rss = source.found.number('rss') ?? 0
  const room = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`
  if (taken.length > 0) {
    const [id, ...who] = taken[0] ?? []
    const more = taken.length > 1 ? ` and ${taken.length - 1} more` : ''
    list.push(
      obstacle(
        host,
        `Process id ${id}${more} of ${name} is taken on ${host} (by ${who.join(' ')}).`,
        `end it on ${host}, choose another --to, or run ${name} in a pid namespace`,
      ),
    )
  }
  const highest = Math.max(0, ...idsOf(source.found))
  if (highest >= (found.number('pidmax') ?? Number.POSITIVE_INFINITY))
    list.push(
      obstacle(host, `Process id ${highest} of ${name} is beyond pid_max of ${host}.`, `on ${host}: sysctl -w kernel.pid_max=4194304`),
    )
  if ((found.get('busy') ?? '') !== '')
    list.push(
      obstacle(
        host,
        `The cgroup that ${name} would have on ${host} holds other processes (${found.get('busy')}).`,
        `add "cgroup: /PATH" to ${name}`,
      ),
    )
  for (const side of [source, destination]) {
    const space = side.found.number('space')
    if (space !== undefined && space < rss + 16e6)
      list.push(
        obstacle(
          side.host,
          `${side.host} has ${room(space)} of space for images; about ${room(rss + 16e6)} are needed.`,
          `free space on ${side.host}, or set "evacuate: {images: DIR}"`,
        ),
      )
  }
  const memory = found.number('memory')
  if (memory !== undefined && memory < rss)
    list.push(obstacle(host, `${host} has ${room(memory)} of memory available; ${name} uses ${room(rss)}.`, 'choose another --to'))
  return list
}

/** Every number that must be free at the destination. */
export function idsOf(found: Answer): number[] {
  const tasks = found.all('task').map((line) => line.split(' ').map(Number))
  const threads = found.all('threads').flatMap((line) => line.split(' ').map(Number))
  const all = [...tasks.flatMap(([pid = 0, , , group = 0, session = 0]) => [pid, group, session]), ...threads]
  return [...new Set(all)].filter((id) => id > 0).sort((one, other) => one - other)
}
