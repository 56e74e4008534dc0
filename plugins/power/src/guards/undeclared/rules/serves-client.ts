import {idleTitles, perClientServers, poolServers} from '../known/processes.ts'
import type {Clients, Survey, SurveyedProcess} from '../survey/survey.ts'
import {matchesAny} from './matches-any.ts'

/** Whether a process is one that `origin`, the main process of its unit or its parent, started to serve a client. */
export type ServesClient = (process: SurveyedProcess, origin: SurveyedProcess | undefined) => boolean

const perClient = new Set(perClientServers.map(([program]) => program))
const isPool = matchesAny(poolServers.map(([program]) => program))

/**
 * Tells processes that serve a client from workers. A process that was handed a connection, and cannot accept one, serves it. With the
 * listening socket it may be either: some servers leave it open in their children. Then it is a worker if it has several connections,
 * or if another process like it waits for one.
 */
export function clientTest(survey: Survey): ServesClient {
  const holding = (protocol: string) =>
    new Set(survey.sockets.filter((socket) => socket.protocol === protocol).flatMap(({inode}) => survey.owners.get(inode) ?? []))
  const [tcp, udp] = [holding('tcp'), holding('udp')]
  const waitsBeside = (process: SurveyedProcess, origin: SurveyedProcess) =>
    survey.processes.some(
      (other) => other !== process && other !== origin && isSame(other, process) && tcp.has(other.pid) && !survey.clients.has(other.pid),
    )
  return (process, origin) => {
    if (origin === undefined || origin === process || origin.comm.raw !== process.comm.raw) return false
    if (perClient.has(process.comm.raw)) return true
    if (isPool([process.comm]) || isIdle(process)) return false
    const isOne = ({protocol, count, accepts}: Clients) => {
      if (protocol === 'udp') return udp.has(origin.pid)
      return !accepts || (protocol === 'tcp' && count === 1 && !waitsBeside(process, origin))
    }
    return survey.clients.get(process.pid)?.some(isOne) ?? false
  }
}

function isIdle({comm, args}: SurveyedProcess): boolean {
  return idleTitles.some(([program, title]) => program === comm.raw && title.test(args.raw))
}

function isSame(one: SurveyedProcess, other: SurveyedProcess): boolean {
  return one.comm.raw === other.comm.raw && one.exe.raw === other.exe.raw && one.cgroup.raw === other.cgroup.raw
}
