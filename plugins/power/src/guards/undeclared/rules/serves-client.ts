import {perClientServers} from '../known/processes.ts'
import type {SurveyedProcess} from '../survey/survey.ts'

const servers = new Set(perClientServers.map(([program]) => program))

/** Whether a process is one that a server started for a client: a further process of other servers is a worker. */
export function servesClient({comm}: SurveyedProcess, parent: SurveyedProcess | undefined): boolean {
  return servers.has(comm.raw) && parent?.comm.raw === comm.raw
}
