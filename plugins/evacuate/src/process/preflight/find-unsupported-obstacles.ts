import type {MoveObstacle} from '@ops/core/seams'
import {findNamespaceObstacles} from './find-namespace-obstacles.ts'
import {obstacle, type SurveyedProcess} from './surveyed-process.ts'
import {tracerHint} from './tracer-hint.ts'
import {atLeast} from './version.ts'

/** What of the tree criu cannot save: each kind with its first process. Checked against criu 4.1.1 by the lab test of the matrix. */
export function findUnsupportedObstacles(surveyed: SurveyedProcess): MoveObstacle[] {
  return [
    ...findFileObstacles(surveyed),
    ...findTaskObstacles(surveyed),
    ...findNamespaceObstacles(surveyed),
    ...findWatchObstacles(surveyed),
  ]
}

function findFileObstacles({name, source: {host, output}}: SurveyedProcess): MoveObstacle[] {
  const service = `declare ${name} as kind service`
  const each = (key: string, make: (words: string[]) => MoveObstacle | undefined) =>
    [...new Map(output.all(key).map((line) => [line.split(' ').slice(1).join(' '), line.split(' ')])).values()].flatMap(
      (words) => make(words) ?? [],
    )
  const of = (pid: string | undefined) => `Process ${pid} of ${name} on ${host}`
  const has = (key: string) => output.get(key) !== undefined
  return [
    ...each('device', ([pid, path = '', number = '']) =>
      hasPlugin(output.all('plugin'), path)
        ? undefined
        : obstacle(
            host,
            `${of(pid)} has the device ${path} (${number === 'block' ? 'block device' : number}) open, which criu cannot save.`,
            /nvidia|kfd|\/dri\//.test(path) ? `install the criu plugin for ${path} on both hosts, or ${service}` : service,
          ),
    ),
    ...each('anon', ([pid, kind = '']) =>
      kind === 'bpf-map' && has('libbpf')
        ? undefined
        : obstacle(host, `${of(pid)} has a descriptor of kind ${kind}, which criu cannot save.`, hintsOf[kind]?.(name) ?? service),
    ),
    ...each('pidfd', ([pid, other]) =>
      obstacle(
        host,
        `${of(pid)} has a pidfd of process ${other}, which would stay behind.`,
        `declare a process that is the parent of both, or ${service}`,
      ),
    ),
    ...(output.get('packets') === undefined
      ? []
      : [obstacle(host, `${of(output.get('packets'))} has a pipe in packet mode (O_DIRECT), which criu cannot save.`, service)]),
    ...each('unmounted', ([pid, ...path]) =>
      obstacle(
        host,
        `${of(pid)} has ${path.join(' ')} open, which lies in no mounted file system (a POSIX message queue, memfd_secret or a file system that was unmounted).`,
        `configure ${name} without it, or ${service}`,
      ),
    ),
    ...each('ipc', ([kind = '', id, pid]) =>
      obstacle(
        host,
        `${of(pid)} uses System V ${sysv[kind] ?? kind} ${id} of ${host} itself, which criu cannot save.`,
        `start ${name} in an ipc namespace of its own (unshare --ipc), or ${service}`,
      ),
    ),
  ]
}

const sysv: Record<string, string> = {sem: 'semaphores', msg: 'message queue'}

const hintsOf: Record<string, (name: string) => string> = {
  userfaultfd: (name) => `turn userfaultfd off in ${name}, or declare ${name} as kind service`,
  perf_event: (name) => `end the profiler of ${name}, or declare ${name} as kind service`,
}

/** criu's plugins for GPUs: cuda_plugin, amdgpu_plugin. */
function hasPlugin(plugins: readonly string[], path: string): boolean {
  if (path.includes('nvidia')) return plugins.includes('cuda_plugin')
  return (path === '/dev/kfd' || path.startsWith('/dev/dri/')) && plugins.includes('amdgpu_plugin')
}

function findTaskObstacles({name, source, source: {host, output}}: SurveyedProcess): MoveObstacle[] {
  const obstacles: MoveObstacle[] = []
  const add = (message: string, hint: string) => obstacles.push(obstacle(host, message, hint))
  const [traced, tracer, ...debuggerName] = (output.get('traced') ?? '').split(' ')
  if (traced)
    add(
      `Process ${traced} of ${name} on ${host} is traced by process ${tracer} (${debuggerName.join(' ')}), so criu cannot stop it.`,
      tracerHint(name, source) ?? '',
    )
  const [leader, ...comm] = (output.get('leaderless') ?? '').split(' ')
  if (leader)
    add(
      `The first thread of process ${leader} (${comm.join(' ')}) of ${name} on ${host} has ended while others go on, which criu cannot save.`,
      `declare ${name} as kind service`,
    )
  const [other, uid] = (output.get('user') ?? '').split(' ')
  if (other)
    add(
      `Process ${other} of ${name} runs as user id ${uid}, and root lacks the capability (CAP_SYS_RESOURCE) on ${host} with which criu reads its limits.`,
      `give root CAP_SYS_RESOURCE on ${host} (the container or unit of its sshd removes it), or run ${name} as root`,
    )
  const {length} = output.all('unlisted')
  if (
    length > 0 &&
    !atLeast(output.get('criu') ?? '0', '4.2') &&
    atLeast(output.get('kernel') ?? '0', '6.16') &&
    output.get('inet') === undefined
  )
    add(
      `criu ${output.get('criu')} cannot save the ${length === 1 ? 'socket' : `${length} sockets`} of ${name} on ${host} on kernel ${output.get('kernel')} (it needs criu 4.2 from kernel 6.16 on).`,
      `install criu 4.2 on ${host}, or declare ${name} as kind service`,
    )
  return obstacles
}

/** Watches (inotify, fanotify) of files that criu cannot find again: their file systems give no handles that it can open. */
function findWatchObstacles({name, source: {host, output}}: SurveyedProcess): MoveObstacle[] {
  // From 4.3 on criu finds files of overlayfs by their paths.
  const isNew = atLeast(output.get('criu') ?? '0', '4.3')
  const watches = new Map(output.all('watch').map((line) => [line.split(' ').slice(1).join(' '), line.split(' ')]))
  return [...watches.values()]
    .filter(([, type]) => !(type === 'overlay' && isNew))
    .map(([pid, type, ...folder]) =>
      obstacle(
        host,
        `Process ${pid} of ${name} on ${host} watches files (inotify or fanotify) on ${folder.join(' ')} (${type}), which criu cannot find again.`,
        type === 'proc' || type === 'sysfs'
          ? `make ${name} poll instead of watch, or declare ${name} as kind service`
          : `add "criu: [--irmap-scan-path=FOLDER]" with the folder that ${name} watches, or make ${name} poll instead of watch`,
      ),
    )
}
