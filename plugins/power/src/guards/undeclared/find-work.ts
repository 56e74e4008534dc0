import {type Classified, type WorkKind, classifyProcess} from './classify-process.ts'
import type {Survey, SurveyedProcess} from './survey.ts'
import {matchesAny} from './patterns.ts'
import {plainProcesses, plainUnits, startingUnits} from './plain-host.ts'

/** Undeclared work on a host. */
export interface Work {
  kind: WorkKind
  /** Name for `ignore:` and `baseline:`: unit, container, user, process name or tcp/PORT. */
  name: string
  pids: number[]
  /** Its listening sockets. */
  sockets: string[]
  /** For people: who runs it, and which command line. */
  detail: string
}

/** The parts of declared workloads. */
export interface Accounted {
  pids: readonly number[]
  units: readonly string[]
  containers: readonly string[]
}

/** Accounts for nothing, for a list of all work, declared or not. */
export const accountNothing: Accounted = {pids: [], units: [], containers: []}

interface Known extends SurveyedProcess, Classified {
  user: string
  sockets: string[]
}

/**
 * All processes and sockets of a host, without the programs that every machine runs, declared workloads, and names that match the
 * patterns.
 */
export function findWork(survey: Survey, accounted: Accounted, patterns: readonly string[]): Work[] {
  const skip = matchesAny(patterns)
  const isPlainUnit = matchesAny(plainUnits)
  const isPlainProcess = matchesAny(plainProcesses)
  const isStarter = matchesAny(startingUnits)
  const isPlain = ({kind, name, comm}: Known) => {
    if (kind === 'container') return false
    return kind === 'unit' && !isStarter([name]) ? isPlainUnit([name]) : isPlainProcess([comm])
  }
  const byPid = new Map(survey.processes.map((process) => [process.pid, process]))
  const ancestors = (process: SurveyedProcess): SurveyedProcess[] => {
    const parent = byPid.get(process.ppid)
    return parent === undefined || parent.pid === process.pid ? [] : [parent, ...ancestors(parent)]
  }
  const declared = new Set(accounted.pids)
  const isDeclared = (process: SurveyedProcess) => [process, ...ancestors(process)].some(({pid}) => declared.has(pid))
  const socketsOf = (pid: number) => [
    ...new Set(survey.sockets.filter(({inode}) => survey.owners.get(inode)?.includes(pid)).map(({name}) => name)),
  ]

  const describe = (process: SurveyedProcess): Known => {
    const {kind, name, names} = classifyProcess(process, ancestors(process), survey)
    const user = survey.users.get(process.uid) ?? String(process.uid)
    const sockets = socketsOf(process.pid)
    return {...process, kind, name, user, sockets, names: [...names, process.comm, ...(process.uid === 0 ? [] : [user]), ...sockets]}
  }
  const work = survey.processes
    .filter((process) => process.pid !== 1 && !survey.self.has(process.pid) && !isDeclared(process))
    .map(describe)
    .filter((known) => !isPlain(known))
    .filter(({kind, name, names}) => !accountedByName(kind, [name, ...names], accounted))
    .filter(({names}) => !skip(names))
  return [...groupWork(work), ...findOwnerlessSockets(survey, skip), ...findLogins(survey, work, skip)]
}

function accountedByName(kind: WorkKind, names: readonly string[], {units, containers}: Accounted): boolean {
  if (kind === 'unit') return units.some((unit) => names.includes(unit) || names.includes(`${unit}.service`))
  return kind === 'container' && containers.some((container) => names.includes(container))
}

function groupWork(processes: readonly Known[]): Work[] {
  const groups = Map.groupBy(processes, ({kind, name}) => `${kind}/${name}`)
  return [...groups.values()].map((group) => {
    const [first] = group as [Known]
    const sockets = [...new Set(group.flatMap((process) => process.sockets))]
    const shown = group.slice(0, 3).map(({pid, args, comm, user}) => `pid ${pid} of ${user}: ${args === '' ? comm : args}`)
    const more = group.length > shown.length ? `, and ${group.length - shown.length} more` : ''
    const listens = sockets.length === 0 ? '' : `; listens on ${sockets.join(', ')}`
    return {kind: first.kind, name: first.name, pids: group.map(({pid}) => pid), sockets, detail: `${shown.join('; ')}${more}${listens}`}
  })
}

/** Sockets without a visible process: of the kernel (an NFS server), or, when ops is not root, of other users. */
function findOwnerlessSockets(survey: Survey, skip: (names: readonly string[]) => boolean): Work[] {
  const found = survey.sockets.filter(({inode, name, uid, port}) => {
    // ops is connected through an ssh port, so one is open; without root its owner is not visible.
    const isSsh = !survey.asRoot && uid === 0 && port === 22
    return !survey.owners.has(inode) && !isSsh && !skip([name])
  })
  const why = survey.asRoot ? 'held by the kernel' : 'its owner is visible only to root'
  return [...new Set(found.map(({name}) => name))].map((name) => ({kind: 'socket', name, pids: [], sockets: [name], detail: why}))
}

/** Logins that `who` lists and that have no process in the survey. */
function findLogins(survey: Survey, shown: readonly Known[], skip: (names: readonly string[]) => boolean): Work[] {
  const seen = new Set(shown.filter(({kind}) => kind === 'session').map(({name}) => name))
  return survey.logins
    .map((line) => ({line, user: line.split(/\s+/)[0] ?? ''}))
    .filter(({user}) => user !== '' && !seen.has(user) && !skip([user]))
    .map(({line, user}) => ({kind: 'session', name: user, pids: [], sockets: [], detail: line.replaceAll(/\s+/g, ' ')}))
}
