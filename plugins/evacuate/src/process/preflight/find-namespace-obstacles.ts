import type {MoveObstacle} from '@ops/core/seams'
import type {ScriptOutput} from '../../remote/run-script.ts'
import {obstacle, type SurveyedProcess} from './surveyed-process.ts'

/** Namespaces of the tree that criu cannot save, or that it cannot make again without a container's root folder. */
export function findNamespaceObstacles({name, source: {host, output}, destination}: SurveyedProcess): MoveObstacle[] {
  const obstacles: MoveObstacle[] = []
  const add = (message: string, hint: string, at = host) => obstacles.push(obstacle(at, message, hint))
  const own = new Set(output.all('ns'))
  const service = `declare ${name} as kind service`
  if (own.has('mnt'))
    add(
      `${name} on ${host} has a mount namespace of its own, which criu restores only with the root folder of a container.`,
      `start ${name} without a mount namespace (in a systemd unit: PrivateTmp=no, ProtectSystem=no and the like), or ${service}`,
    )
  if (own.has('user') && ['mnt', 'net', 'ipc', 'uts'].some((kind) => !own.has(kind)))
    add(
      `${name} on ${host} has a user namespace of its own and shares other namespaces with ${host}, which criu cannot save.`,
      `start ${name} without a user namespace, or ${service}`,
    )
  for (const line of output.all('nested')) {
    const [kind, pid] = line.split(' ')
    add(
      `Process ${pid} of ${name} on ${host} has a nested ${kind} namespace, which criu cannot save.`,
      `turn the sandbox of ${name} off, or ${service}`,
    )
  }
  if (own.has('net'))
    for (const side of [{host, output}, destination])
      if (lacksIptables(side.output))
        add(
          `${name} has a network namespace of its own, and ${side.host} has no iptables-restore, which criu needs to lock it.`,
          `run apt-get install iptables on ${side.host}`,
          side.host,
        )
  return obstacles
}

const lacksIptables = (output: ScriptOutput) => output.get('no-iptables') !== undefined
