import {belongsTo} from './classify-process.ts'
import {plainProcesses, plainUnits, startingUnits} from './plain-host.ts'
import type {Survey, SurveyedProcess} from './parse-survey.ts'
import {anyWildcard} from './patterns.ts'

export type WorkKind = 'container' | 'unit' | 'session' | 'process' | 'socket'

/** Something that runs on a host and that nobody declared. */
export interface Work {
  kind: WorkKind
  /** Name for `ignore:` and `baseline:`: unit, container, user, process name or tcp/PORT. */
  name: string
  pids: number[]
  /** Listening sockets of it. */
  sockets: string[]
  /** For people. */
  detail: string
}

/** What declared workloads have to answer for. */
export interface Accounted {
  pids: readonly number[]
  units: readonly string[]
  containers: readonly string[]
}

/** For a look at everything. */
export const accountNothing: Accounted = {pids: [], units: [], containers: []}

interface Known extends SurveyedProcess {
  kind: WorkKind
  name: string
  user: string
  sockets: string[]
  /** Whatever a pattern may call it. */
  names: string[]
}

/** Everything that runs, minus the plain parts of any host, minus what is declared, minus the patterns. */
export function findWork(survey: Survey, accounted: Accounted, patterns: readonly string[]): Work[] {
  const skip = anyWildcard(patterns)
  const isPlainUnit = anyWildcard(plainUnits)
  const isPlainProcess = anyWildcard(plainProcesses)
  const startsOthers = anyWildcard(startingUnits)
  const isPlain = ({kind, name, comm}: Known) => {
    if (kind === 'container') return false
    return kind === 'unit' && !startsOthers([name]) ? isPlainUnit([name]) : isPlainProcess([comm])
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

  const know = (process: SurveyedProcess): Known => {
    const {kind, name, names} = classify(process, ancestors(process), survey)
    const user = survey.users.get(process.uid) ?? String(process.uid)
    const sockets = socketsOf(process.pid)
    return {...process, kind, name, user, sockets, names: [...names, process.comm, ...(process.uid === 0 ? [] : [user]), ...sockets]}
  }
  const left = survey.processes
    .filter((process) => process.pid !== 1 && !survey.self.has(process.pid) && !isDeclared(process))
    .map(know)
    .filter((known) => !isPlain(known))
    .filter(({kind, name, names}) => !accountedByName(kind, [name, ...names], accounted))
    .filter(({names}) => !skip(names))
  return [...grouped(left), ...ownerless(survey, skip), ...loggedIn(survey, left, skip)]
}

function classify(
  process: SurveyedProcess,
  above: readonly SurveyedProcess[],
  survey: Survey,
): {kind: WorkKind; name: string; names: string[]} {
  const belongs = belongsTo(process.cgroup)
  const family = new Set([process, ...above].map(({pid}) => pid))
  const container = survey.containers.find(
    ({id, pid}) => (belongs?.kind === 'container' && belongs.id === id) || (pid !== undefined && family.has(pid)),
  )
  if (container !== undefined)
    return {kind: 'container', name: container.name, names: [container.name, container.id, container.id.slice(0, 12)]}
  if (belongs?.kind === 'container') return {kind: 'container', name: belongs.id.slice(0, 12), names: [belongs.id, belongs.id.slice(0, 12)]}
  const unit = belongs?.kind === 'unit' ? belongs.name : undefined
  const cameBySsh = above.some(({comm, pid}) => pid !== 1 && (comm === 'sshd' || comm === 'sshd-session'))
  const isLogin = belongs?.kind === 'session' || cameBySsh || process.tty !== 0
  // Without pam_systemd a login stays in the cgroup of who let it in.
  if (unit !== undefined && !(isLogin && anyWildcard(startingUnits)([unit]))) return {kind: 'unit', name: unit, names: [unit]}
  if (isLogin) {
    const user = survey.users.get(process.uid) ?? String(process.uid)
    return {kind: 'session', name: user, names: [user]}
  }
  return {kind: 'process', name: process.comm, names: []}
}

function accountedByName(kind: WorkKind, names: readonly string[], {units, containers}: Accounted): boolean {
  if (kind === 'unit') return units.some((unit) => names.includes(unit) || names.includes(`${unit}.service`))
  return kind === 'container' && containers.some((container) => names.includes(container))
}

function grouped(processes: readonly Known[]): Work[] {
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

/** Sockets of the kernel itself (an NFS server), and, for who is not root, of processes that cannot be seen into. */
function ownerless(survey: Survey, skip: (names: readonly string[]) => boolean): Work[] {
  const found = survey.sockets.filter(({inode, name, uid, port}) => {
    // ops came in through an ssh port, so one is open; without root its owner does not show.
    const isSsh = !survey.asRoot && uid === 0 && port === 22
    return !survey.owners.has(inode) && !isSsh && !skip([name])
  })
  const why = survey.asRoot ? 'held by the kernel' : 'its owner shows only to root'
  return [...new Set(found.map(({name}) => name))].map((name) => ({kind: 'socket', name, pids: [], sockets: [name], detail: why}))
}

/** People whom `who` knows and whose processes did not show. */
function loggedIn(survey: Survey, shown: readonly Known[], skip: (names: readonly string[]) => boolean): Work[] {
  const seen = new Set(shown.filter(({kind}) => kind === 'session').map(({name}) => name))
  return survey.logins
    .map((line) => ({line, user: line.split(/\s+/)[0] ?? ''}))
    .filter(({user}) => user !== '' && !seen.has(user) && !skip([user]))
    .map(({line, user}) => ({kind: 'session', name: user, pids: [], sockets: [], detail: line.replaceAll(/\s+/g, ' ')}))
}
