import type {Survey} from '../survey/survey.ts'
import type {Connection} from './connections.ts'
import {ProcessTree} from './process-tree.ts'

/**
 * Connections through which ops itself may have reached other hosts (ProxyJump): from the address of the survey, without a program,
 * and not older than the command that runs now. Use it only for a host that the inventory names as a jump.
 */
export function ownJumpTest(survey: Survey, secondsOfCommand: number): (connection: Connection) => boolean {
  const own = [...survey.self].map((pid) => survey.peers.get(pid)?.address).find((address) => address !== undefined)
  const tree = new ProcessTree(survey.processes)
  return ({address, servers}) => {
    const [first] = servers
    if (own === undefined || address?.raw !== own.raw || first?.age === undefined || first.age > secondsOfCommand) return false
    return !survey.processes.some((process) => !servers.includes(process) && tree.lineage(process).includes(first))
  }
}
