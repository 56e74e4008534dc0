import type {MoveObstacle} from '@ops/core/seams'
import type {ScriptOutput} from '../../remote/run-script.ts'
import {listSome} from '../../transfer/list-some.ts'
import {obstacle, type SurveyedProcess} from './surveyed-process.ts'

/** Memory and declared files that processes outside of the tree use too, and shared memory that criu cannot save. */
export function findSharedObstacles({name, source: {host, output}, destination}: SurveyedProcess): MoveObstacle[] {
  const outsiders = new Map(output.all('outsider').map((line) => [line.split(' ')[0] ?? '', parseOutsider(line)]))
  const nameOf = (pid: string) => outsiders.get(pid)?.name ?? '?'
  const end = (pid: string) => {
    const unit = outsiders.get(pid)?.unit
    return unit === undefined ? `end process ${pid} on ${host}` : `run systemctl stop ${unit} on ${host}`
  }
  const byPid = (key: string) => Map.groupBy(output.all(key).map(splitPid), ([pid]) => pid)
  const sharers = [...byPid('sharer')].map(([pid, lines]) =>
    obstacle(
      host,
      `${name} on ${host} shares memory (${listSome(lines.map(([, what]) => what))}) with process ${pid} (${nameOf(pid)}), which would stay behind.`,
      `${end(pid)}, or declare a process that is the parent of both`,
    ),
  )
  const writers = [...byPid('writer')].map(([pid, lines]) =>
    obstacle(
      host,
      `Process ${pid} (${nameOf(pid)}) on ${host} also writes ${listSome(lines.map(([, path]) => path))}, declared for ${name}; a file must not change while it is sent.`,
      `${end(pid)} before the move, or declare a process that is the parent of both`,
    ),
  )
  return [...sharers, ...writers, ...findSystemV(name, host, output), ...findAtDestination(name, output, destination)]
}

function findSystemV(name: string, host: string, output: ScriptOutput): MoveObstacle[] {
  if (output.get('sysv') === undefined) return []
  return [
    obstacle(
      host,
      `${name} has System V shared memory in the IPC namespace of ${host}; criu saves it only in an IPC namespace of its own.`,
      `start ${name} with PrivateIPC=yes in its unit, or with unshare --ipc in front of its command`,
    ),
  ]
}

/** Files in memory are new at the destination: one of that name belongs to another program. */
function findAtDestination(name: string, output: ScriptOutput, destination: SurveyedProcess['destination']): MoveObstacle[] {
  const there = new Set(destination.output.all('file').map((line) => line.replace(/^\S+ \S+ \S+ /, '')))
  return memoryFiles(output)
    .filter((path) => there.has(path))
    .map((path) =>
      obstacle(
        destination.host,
        `${path}, which ${name} has in memory and takes along, exists on ${destination.host} too.`,
        `run rm ${path} on ${destination.host} if no program there needs it`,
      ),
    )
}

/** Paths of files on a tmpfs that the tree writes; they are sent along. */
export function memoryFiles(output: ScriptOutput): string[] {
  return output.all('carried').map((line) => line.slice(line.indexOf(' ') + 1))
}

function parseOutsider(line: string): {unit?: string; name: string} {
  const [, unit = '-', ...name] = line.split(' ')
  return {...(unit === '-' ? {} : {unit}), name: name.join(' ')}
}

function splitPid(line: string): [string, string] {
  const at = line.indexOf(' ')
  return [line.slice(0, at), line.slice(at + 1)]
}
