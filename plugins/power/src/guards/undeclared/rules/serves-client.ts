import {perClientServers} from '../known/processes.ts'
import type {SurveyedProcess} from '../survey/survey.ts'

const servers = new Set(perClientServers.map(([program]) => program))

/** Whether each further process of the server is one for a client; of other servers it is a worker. */
export function isPerClient({comm}: SurveyedProcess): boolean {
  return servers.has(comm.raw)
}

/** Whether a process is one that a server started for a client. */
export function servesClient(process: SurveyedProcess, parent: SurveyedProcess | undefined): boolean {
  return isPerClient(process) && parent?.comm.raw === process.comm.raw
}
