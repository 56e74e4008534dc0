import {perClientServers} from '../known/processes.ts'
import type {Survey, SurveyedProcess} from '../survey/survey.ts'
import type {Connection} from './connections.ts'
import type {ForeignFile} from './foreign-file.ts'
import {matchesAny} from './matches-any.ts'
import {type CgroupOwner, parseCgroup} from './parse-cgroup.ts'
import {isKnownUnit} from './plain-test.ts'

/** `child`: of a unit whose main process is no work. */
export type ProcessKind = 'container' | 'unit' | 'child' | 'session' | 'process'

export interface Classified {
  kind: ProcessKind
  name: string
  /** Other names that a pattern may use. */
  names: string[]
  owner: CgroupOwner
  /** The ssh connection that it came by. */
  connection?: Connection
  /** Of a unit that only has the name of a known one: its file. */
  unitFile?: string
}

/** Units that accept logins: without pam_systemd a login, and what it leaves behind, stays in their cgroup. */
const acceptsLogins = matchesAny(['*getty@*.service', 'console-getty.service', 'ssh*.service', 'dropbear*.service'])

const servesClients = new Set(perClientServers.map(([program]) => program))

export interface ClassifyInput {
  survey: Survey
  connections: ReadonlyMap<number, Connection>
  foreignFile: ForeignFile
  /** Whether the inventory names a unit under `baseline:`. */
  isBaseline: (unit: string) => boolean
}

/** Finds out what a process belongs to. `lineage`: the process and its ancestors. */
export function classifyProcess(
  process: SurveyedProcess,
  lineage: readonly SurveyedProcess[],
  {survey, connections, foreignFile, isBaseline}: ClassifyInput,
): Classified {
  const owner = parseCgroup(process.cgroup)
  const pids = new Set(lineage.map(({pid}) => pid))
  const container = survey.containers.find(
    ({id, pid}) => (owner?.kind === 'container' && owner.id === id) || (pid !== undefined && pids.has(pid)),
  )
  if (container !== undefined)
    return {kind: 'container', name: container.name, names: [container.name, container.id, container.id.slice(0, 12)], owner}
  if (owner?.kind === 'container') return {kind: 'container', name: owner.id.slice(0, 12), names: [owner.id, owner.id.slice(0, 12)], owner}
  const connection = lineage.map(({pid}) => connections.get(pid)).find((found) => found !== undefined)
  if (connection !== undefined) return {kind: 'session', name: connection.user, names: [connection.user], owner, connection}
  const unit = owner?.kind === 'unit' ? owner : undefined
  const isLogin = unit === undefined ? process.tty !== 0 : acceptsLogins([unit.name])
  if (owner?.kind === 'session' || isLogin) {
    const user = survey.users.get(process.uid) ?? String(process.uid)
    return {kind: 'session', name: user, names: [user], owner}
  }
  if (unit === undefined) return {kind: 'process', name: process.comm, names: [], owner}
  if (unit.manager !== undefined) return {kind: 'unit', name: unit.name, names: [unit.name], owner}
  const unitFile = foreignFile(unit.name)
  const isKnown = isKnownUnit([unit.name]) && unitFile === undefined
  if (!isKnown && !(isBaseline(unit.name) && isStarted(process, survey, unit.name)))
    return {kind: 'unit', name: unit.name, names: [unit.name], owner, ...(unitFile === undefined ? {} : {unitFile})}
  // A name that stands for all that the named child started, too.
  const names = lineage.filter(({cgroup}) => cgroup === process.cgroup).map(({comm}) => `${unit.name}/${comm}`)
  return {kind: 'child', name: `${unit.name}/${process.comm}`, names: [unit.name, ...names], owner}
}

/**
 * Whether a process of a unit is neither its main process nor one more of the same program, which would be a worker; false where no
 * main process is known. Of some servers, each further process serves a client.
 */
function isStarted(process: SurveyedProcess, {mains, processes}: Survey, unit: string): boolean {
  const main = processes.find(({pid}) => pid === mains.get(unit))
  if (main === undefined || main === process) return false
  return main.comm !== process.comm || main.exe !== process.exe || servesClients.has(process.comm)
}
