import type {MoveObstacle} from '@ops/core/seams'
import {obstacle, type SurveyedProcess} from './surveyed-process.ts'

/** The type of a datagram socket in sock_diag(7). */
const datagram = '2'

/** The socket that takes the output of systemd's units. */
const journalSocket = '/run/systemd/journal/stdout'

/** Unix sockets of the tree whose other end belongs to a process that stays behind. */
export function findPartnerObstacles({name, config, source, destination}: SurveyedProcess): MoveObstacle[] {
  const mayConnect = config.criu.includes('--ext-unix-sk')
  const absent = new Set(destination.output.all('absent-path'))
  const obstacles = new Map<string, MoveObstacle>()
  for (const line of source.output.all('partner')) {
    const [descriptor = '', type, pid, outer, comm, ...rest] = line.split(' ')
    const path = rest.join(' ')
    const who = outer === '0' ? 'a process that could not be found' : `process ${outer} (${comm})`
    const at = path === '' ? '' : ` at ${path}`
    const tree = `${name} on ${source.host}`
    const isNamed = type === datagram && path !== ''
    if (isNamed && mayConnect && !absent.has(path)) continue
    obstacles.set(
      `${outer} ${path} ${descriptor}`,
      isNamed && absent.has(path)
        ? obstacle(
            destination.host,
            `${tree} sends to the unix socket ${path}, which does not exist on ${destination.host}.`,
            `start what listens at ${path} on ${destination.host}, then add "criu: [--ext-unix-sk]" to ${name}`,
          )
        : obstacle(
            source.host,
            `Descriptor ${descriptor} of process ${pid} of ${tree} is a unix socket${at} to ${who}, which would stay behind.`,
            hintFor({name, descriptor, path, isNamed}),
          ),
    )
  }
  return [...obstacles.values()]
}

function hintFor({name, descriptor, path, isNamed}: {name: string; descriptor: string; path: string; isNamed: boolean}): string {
  if (isNamed) return `add "criu: [--ext-unix-sk]" to ${name}, so that its copy sends to the same path at its new host`
  if (path === journalSocket && Number(descriptor) <= 2) return `add "stdio: {${descriptor}: journal}" to ${name}`
  if (Number(descriptor) <= 2) return `start ${name} with its standard streams in files, pipes or /dev/null`
  return `make ${name} close the connection, declare a process that is the parent of both, or declare ${name} as kind service`
}
