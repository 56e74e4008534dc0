import type {MoveObstacle} from '@ops/core/seams'
import type {ScriptOutput} from '../../remote/run-script.ts'
import type {LedStream} from '../config/migration-context.ts'
import {obstacle, type SurveyedProcess} from './surveyed-process.ts'

/** The streams that are led elsewhere, each pipe or socket once. */
export function ledStreams(output: ScriptOutput): LedStream[] {
  const streams = new Map<string, LedStream>()
  for (const line of output.all('stream')) {
    const [descriptor, type = '', inode = '', ...target] = line.split(' ')
    if (!streams.has(`${type}${inode}`))
      streams.set(`${type}${inode}`, {
        descriptor: Number(descriptor),
        type: type === 'pipe' ? 'pipe' : 'socket',
        inode,
        target: target.join(' '),
      })
  }
  return [...streams.values()]
}

/** Why a declared `stdio` cannot be followed. */
export function findStreamObstacles({name, source, destination}: SurveyedProcess): MoveObstacle[] {
  const {host, output} = source
  const streams = ledStreams(output)
  const add = (message: string, hint: string) => obstacles.push(obstacle(host, message, hint))
  const obstacles: MoveObstacle[] = []
  for (const descriptor of output.all('inner'))
    add(
      `Both ends of the pipe at descriptor ${descriptor} of ${name} on ${host} are in its tree, so "stdio" must not lead it elsewhere.`,
      `remove ${descriptor} from "stdio:" of ${name}`,
    )
  for (const line of output.all('other')) {
    const [descriptor = '', ...file] = line.split(' ')
    add(
      `Descriptor ${descriptor} of ${name} on ${host} is ${file.join(' ')}, neither a pipe nor a socket, so "stdio" cannot lead it elsewhere.`,
      `remove ${descriptor} from "stdio:" of ${name}`,
    )
  }
  for (const line of output.all('unread')) {
    const [descriptor, bytes] = line.split(' ')
    add(
      `${name} on ${host} has not read ${bytes} bytes of its input (descriptor ${descriptor}) yet, which would be lost.`,
      `wait until ${name} has read its input`,
    )
  }
  for (const {descriptor, type, inode, target} of streams) {
    if ((type === 'socket') !== (target === 'journal'))
      add(
        `Descriptor ${descriptor} of ${name} on ${host} is a ${type}, which "stdio" cannot lead to ${target}.`,
        type === 'pipe'
          ? `set "stdio: {${descriptor}: /PATH}" for ${name}`
          : `set "stdio: {${descriptor}: journal}" for ${name} if systemd started it`,
      )
    const clash = output.all('stream').find((line) => line.split(' ')[2] === inode && line.split(' ').slice(3).join(' ') !== target)
    if (clash !== undefined)
      add(
        `Descriptors ${descriptor} and ${clash.split(' ')[0]} of ${name} on ${host} are the same ${type}, so both must lead to the same target.`,
        `name ${target} for both in "stdio:" of ${name}`,
      )
  }
  if (streams.some(({target}) => target === 'journal') && destination.output.get('journal') === undefined)
    obstacles.push(
      obstacle(
        destination.host,
        `The output of ${name} cannot go to the journal of ${destination.host}: no journald listens there.`,
        `start systemd-journald on ${destination.host}, or choose another --to`,
      ),
    )
  return obstacles
}
