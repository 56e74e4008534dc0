import type {MoveObstacle} from '@ops/core/seams'
import type {ScriptOutput} from '../../remote/run-script.ts'
import {obstacle, type SurveyedProcess} from './surveyed-process.ts'
import {tracerHint} from './tracer-hint.ts'
import {atLeast} from './version.ts'

/** Why the process tree cannot be saved now. */
export function findTreeObstacles({name, config, source}: SurveyedProcess): MoveObstacle[] {
  const {host, output} = source
  const pid = output.get('pid')
  // One that ended during the survey has no facts.
  if (pid === undefined || output.get('task') === undefined)
    return [obstacle(host, `${name} does not run on ${host}: ${output.get('how') ?? 'it was not found'}.`, `ops evacuate status ${host}`)]
  const tasks = output.all('task').map((line) => line.split(' '))
  const pids = new Set(tasks.map(([id]) => id))
  const tree = `${name} on ${host}`
  const obstacles: MoveObstacle[] = []
  const add = (message: string, hint: string) => obstacles.push(obstacle(host, message, hint))
  if (output.get('old') !== undefined)
    add(
      `${config.pidfile} on ${host} is older than process ${pid} (${output.get('old')}), so it may name another process than ${name}.`,
      `if process ${pid} is ${name}, run touch ${config.pidfile} on ${host}; else write the id of ${name} into it`,
    )
  const shellJob = config.criu.some((option) => option === '-j' || option === '--shell-job')
  const stopped = tasks.filter(([, state]) => state === 'T' || state === 't')
  if (stopped.length > 0)
    add(`${tree} is stopped (process ${stopped[0]?.[0]}).`, tracerHint(name, source) ?? `kill -CONT ${stopped[0]?.[0]} on ${host}`)
  if (output.get('freeze') === '1')
    add(
      `The cgroup of ${tree} is already frozen, so criu would hang.`,
      `run ops evacuate status ${host}; if no move holds ${name}, write 0 to cgroup.freeze of its cgroup on ${host}`,
    )
  if (output.get('tty') !== undefined && !shellJob)
    add(
      `${tree} has the terminal ${output.get('tty')?.split(' ')[1]} open.`,
      `start ${name} without a terminal, or add "criu: [--shell-job]" to ${name} in the inventory`,
    )
  const outer = tasks.find(([, , , , session]) => session !== undefined && session !== '0' && !pids.has(session))
  if (outer !== undefined && !shellJob)
    add(
      `Process ${outer[0]} of ${tree} is in session ${outer[4]}, whose leader is not part of the tree.`,
      `start ${name} with setsid, or add "criu: [--shell-job]" to ${name} in the inventory`,
    )
  if (output.get('uring') !== undefined)
    add(
      `${tree} uses io_uring, which criu cannot save.`,
      `run sysctl -w kernel.io_uring_disabled=2 on ${host} (or set "SystemCallFilter=~io_uring_setup" and "SystemCallErrorNumber=ENOSYS" in its unit) and restart ${name}; or declare ${name} as kind service`,
    )
  if (output.get('lock') !== undefined && !config.criu.some((option) => option === '-l' || option === '--file-locks'))
    add(`${tree} holds file locks.`, `add "criu: [--file-locks]" to ${name} if no process outside of the tree shares the locks`)
  const ghost = output.all('ghost').find((line) => Number.parseInt(line, 10) > ghostLimit)
  if (ghost !== undefined && !config.criu.some((option) => option.startsWith('--ghost-limit=')))
    add(
      `${tree} has a deleted file of ${megabytes(ghost)} open (${ghost.slice(ghost.indexOf(' ') + 1)}); criu saves such files up to ${megabytes(ghostLimit)}.`,
      `add "criu: [--ghost-limit=${Math.ceil(Number.parseInt(ghost, 10) / 2 ** 20) + 1}M]" to ${name}`,
    )
  const tied = output.get('tied')
  if (tied !== undefined)
    add(
      `${tree} has a pipe in common with process ${tied.replace(' ', ' (')}), which would stay behind.`,
      stdioHint(name, output.all('piped')),
    )
  const inet = output.all('inet')
  if (inet.length > 0 && needsNewerCriu(output))
    add(
      `criu ${output.get('criu')} cannot save the ${inet.length} inet sockets of ${tree} on kernel ${output.get('kernel')} (it needs criu 4.2 from kernel 6.16 on).`,
      `install criu 4.2 on ${host}, or declare ${name} as kind service`,
    )
  else if (inet.some((line) => /^tcp6? 01$/.test(line)) && !config.criu.includes('--tcp-close'))
    add(
      `${tree} has established TCP connections, which do not move to another address.`,
      `add "criu: [--tcp-close]" to ${name} if its peers connect again`,
    )
  return obstacles
}

function stdioHint(name: string, piped: readonly string[]): string {
  const other = `start ${name} with its standard streams in files or /dev/null, or declare a process that is the parent of both`
  const targets = piped.map((descriptor) => `${descriptor}: ${descriptor === '0' ? '/dev/null' : `/var/log/${name}.log`}`)
  return targets.length === 0 ? other : `add "stdio: {${targets.join(', ')}}" to ${name}, and its copy writes there; or ${other}`
}

/** criu's own --ghost-limit, in bytes that the file takes up. */
const ghostLimit = 2 ** 20

const megabytes = (bytes: string | number) => `${(Number.parseInt(String(bytes), 10) / 1e6).toFixed(1)} MB`

function needsNewerCriu(output: ScriptOutput): boolean {
  return !atLeast(output.get('criu') ?? '0', '4.2') && atLeast(output.get('kernel') ?? '0', '6.16')
}
