import {type Untrusted, untrusted} from '@ops/core/untrusted'
import type {Survey, SurveyedProcess} from '../survey/survey.ts'
import type {Connection} from './connections.ts'
import type {ForeignFile} from './foreign-file.ts'
import {type FindMain, isMainOrWorker} from './main-process.ts'
import {matchesAny} from './matches-any.ts'
import {type CgroupOwner, parseCgroup} from './parse-cgroup.ts'
import type {ServesClient} from './serves-client.ts'
import {isKnownUnit} from './plain-test.ts'
import {userName} from './work.ts'

/** `child`: of a unit whose main process is no work. */
export type ProcessKind = 'container' | 'unit' | 'child' | 'session' | 'process'

export interface Classified {
  kind: ProcessKind
  name: Untrusted
  /** Other names that a pattern may use. */
  names: Untrusted[]
  owner: CgroupOwner
  /** The ssh connection that it came by. */
  connection?: Connection
  /** Of a unit that only has the name of a known one: its file. */
  unitFile?: string
}

/** Units that accept logins: without pam_systemd a login, and what it leaves behind, stays in their cgroup. */
const acceptsLogins = matchesAny([
  ...['getty@*.service', 'serial-getty@*.service', 'container-getty@*.service', 'console-getty.service'],
  ...['ssh.service', 'sshd.service', 'ssh@*.service', 'sshd@*.service', 'dropbear.service', 'dropbear@*.service'],
])

export interface ClassifyInput {
  survey: Survey
  connections: ReadonlyMap<number, Connection>
  foreignFile: ForeignFile
  findMain: FindMain
  servesClient: ServesClient
  /** Whether the inventory names a unit under `baseline:`. */
  isBaseline: (unit: Untrusted) => boolean
}

/** Finds out what a process belongs to. `lineage`: the process and its ancestors. */
export function classifyProcess(
  process: SurveyedProcess,
  lineage: readonly SurveyedProcess[],
  {survey, connections, foreignFile, findMain, servesClient, isBaseline}: ClassifyInput,
): Classified {
  const owner = parseCgroup(process.cgroup)
  const pids = new Set(lineage.map(({pid}) => pid))
  const container = survey.containers.find(
    ({id, pid}) => (owner?.kind === 'container' && owner.id.raw === id.raw) || (pid !== undefined && pids.has(pid)),
  )
  if (container !== undefined) {
    const {id, name} = container
    return {kind: 'container', name: name.raw === '' ? shortId(id) : name, names: [name, id, shortId(id)], owner}
  }
  if (owner?.kind === 'container') return {kind: 'container', name: shortId(owner.id), names: [owner.id, shortId(owner.id)], owner}
  const connection = lineage.map(({pid}) => connections.get(pid)).find((found) => found !== undefined)
  if (connection !== undefined) return {kind: 'session', name: connection.user, names: [connection.user], owner, connection}
  const unit = owner?.kind === 'unit' ? owner : undefined
  const isLogin = unit === undefined ? process.tty !== 0 : acceptsLogins([unit.name])
  if (owner?.kind === 'session' || isLogin) {
    const user = userName(survey, process.uid)
    return {kind: 'session', name: user, names: [user], owner}
  }
  if (unit === undefined) return {kind: 'process', name: process.comm, names: [], owner}
  const main = findMain(unit)
  const unitFile = unit.manager === undefined ? foreignFile(unit.name.raw) : undefined
  const isKnown = unit.manager === undefined && isKnownUnit([unit.name]) && unitFile === undefined
  if (!isKnown && !(isBaseline(unit.name) && (!isMainOrWorker(process, main) || servesClient(process, main))))
    return {kind: 'unit', name: unit.name, names: [unit.name], owner, ...(unitFile === undefined ? {} : {unitFile})}
  // A name that stands for all that the named child started, too.
  const started = lineage.filter((one) => one.cgroup.raw === process.cgroup.raw && (one === process || one !== main))
  const names = started.map(({comm}) => childName(unit.name, comm))
  return {kind: 'child', name: childName(unit.name, process.comm), names: [unit.name, ...names], owner}
}

/** The name of what a unit started. */
export function childName(unit: Untrusted, comm: Untrusted): Untrusted {
  return untrusted(`${unit.raw}/${comm.raw}`)
}

/** Docker and podman show so much of an id; a container of LXC or systemd-nspawn has a name. */
function shortId(id: Untrusted): Untrusted {
  return /^[0-9a-f]{64}$/.test(id.raw) ? untrusted(id.raw.slice(0, 12)) : id
}
