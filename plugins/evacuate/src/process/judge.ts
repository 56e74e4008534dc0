import type {MoveObstacle} from '@ops/core/seams'
import type {Answer} from '../target/run-script.ts'
import {atLeast} from './version.ts'
import {filesOf} from './ticket.ts'
import type {ProcessConfig} from './schema.ts'
import {compareFiles} from './compare-files.ts'
import {judgePowers} from './judge-powers.ts'

export interface Surveyed {
  name: string
  config: ProcessConfig
  source: {host: string; found: Answer}
  destination: {host: string; found: Answer}
}

/** Every reason why the process cannot be moved as things are, from what both hosts told. Pure. */
export function judge(surveyed: Surveyed): MoveObstacle[] {
  const {source, destination} = surveyed
  const hosts = [source, destination].flatMap(judgeHost)
  // Without criu or cgroups there is nothing to compare.
  return [
    ...hosts,
    ...judgePair(surveyed),
    ...judgePowers(surveyed),
    ...judgeTree(surveyed),
    ...judgeDestination(surveyed),
    ...compareFiles(surveyed),
  ]
}

const obstacle = (host: string, message: string, hint: string): MoveObstacle => ({host, message, hint})

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

function judgeTree({name, config, source}: Surveyed): MoveObstacle[] {
  const {host, found} = source
  const pid = found.get('pid')
  if (pid === undefined)
    return [obstacle(host, `${name} does not run on ${host}: ${found.get('how') ?? 'it was not found'}.`, `ops evacuate status ${host}`)]
  const tasks = found.all('task').map((line) => line.split(' '))
  const pids = new Set(tasks.map(([id]) => id))
  const tree = `${name} on ${host}`
  const list: MoveObstacle[] = []
  const add = (message: string, hint: string) => list.push(obstacle(host, message, hint))
  const shellJob = config.criu.some((word) => word === '-j' || word === '--shell-job')
  const stopped = tasks.filter(([, state]) => state === 'T' || state === 't')
  if (stopped.length > 0)
    add(`${tree} is stopped (process ${stopped[0]?.[0]}).`, `kill -CONT ${stopped[0]?.[0]} on ${host}, or end the debugger`)
  if (found.get('freeze') === '1')
    add(
      `The cgroup of ${tree} is frozen already; criu would hang on it.`,
      `thaw it first: echo 0 > cgroup.freeze on ${host}, unless ops evacuate status ${host} knows of a held move`,
    )
  if (found.get('tty') !== undefined && !shellJob)
    add(
      `${tree} has the terminal ${found.get('tty')?.split(' ')[1]} open.`,
      'start it without a terminal, or add "criu: [--shell-job]" to it',
    )
  const outer = tasks.find(([, , , , session]) => session !== undefined && session !== '0' && !pids.has(session))
  if (outer !== undefined && !shellJob)
    add(
      `Process ${outer[0]} of ${tree} is in session ${outer[4]}, whose leader is not part of it.`,
      'start it with setsid, or add "criu: [--shell-job]" to it',
    )
  if (found.get('uring') !== undefined)
    add(`${tree} uses io_uring, which criu cannot save.`, 'turn io_uring off in it, or declare it as kind service')
  if (found.get('lock') !== undefined && !config.criu.some((word) => word === '-l' || word === '--file-locks'))
    add(`${tree} holds file locks.`, 'add "criu: [--file-locks]" if nobody outside it shares them')
  const inet = found.all('inet')
  if (inet.length > 0 && needsNewerCriu(found))
    add(
      `criu ${found.get('criu')} cannot save the ${inet.length} inet sockets of ${tree} on kernel ${found.get('kernel')} (it needs criu 4.2 from kernel 6.16 on).`,
      `install criu 4.2 on ${host}, or declare it as kind service`,
    )
  else if (inet.some((line) => /^tcp6? 01$/.test(line)) && !config.criu.includes('--tcp-close'))
    add(
      `${tree} has established TCP connections, which do not follow it to another address.`,
      'add "criu: [--tcp-close]" if its peers connect again',
    )
  const [unit, restart = ''] = (found.get('unit') ?? '').split(' ')
  if (unit && restart !== '' && restart !== 'no')
    add(
      `systemd would start ${tree} again once it has left (${unit}, Restart=${restart}).`,
      `declare it as kind service with stop: [systemctl, stop, ${unit}]`,
    )
  return list
}

function needsNewerCriu(found: Answer): boolean {
  return !atLeast(found.get('criu') ?? '0', '4.2') && atLeast(found.get('kernel') ?? '0', '6.16')
}

function judgeDestination({name, config, source, destination}: Surveyed): MoveObstacle[] {
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
  const missing = source.found
    .all('undeclared')
    .filter((path) => filesOf({workload: {name, kind: 'process', host: source.host, config: {...config}}}).includes(path))
  for (const path of missing)
    list.push(obstacle(source.host, `${path} is declared for ${name} and does not exist on ${source.host}.`, `mend "files:" of ${name}`))
  return list
}

/** Every number that must be free at the destination. */
export function idsOf(found: Answer): number[] {
  const tasks = found.all('task').map((line) => line.split(' ').map(Number))
  const threads = found.all('threads').flatMap((line) => line.split(' ').map(Number))
  const all = [...tasks.flatMap(([pid = 0, , , group = 0, session = 0]) => [pid, group, session]), ...threads]
  return [...new Set(all)].filter((id) => id > 0).sort((one, other) => one - other)
}
