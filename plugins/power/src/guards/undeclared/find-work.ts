import {type Untrusted, untrusted} from '@ops/core/untrusted'
import {type Classified, childName, classifyProcess} from './rules/classify-process.ts'
import {findConnections} from './rules/connections.ts'
import {foreignFileTest} from './rules/foreign-file.ts'
import {findLogins} from './rules/find-logins.ts'
import {findSystemWork} from './system/find-system-work.ts'
import {mainProcessFinder} from './rules/main-process.ts'
import {matchesAny} from './rules/matches-any.ts'
import {type MonitoringTest, noMonitoring} from './rules/monitoring.ts'
import {plainTest} from './rules/plain-test.ts'
import {ProcessTree} from './rules/process-tree.ts'
import {clientTest} from './rules/serves-client.ts'
import {type Work, oldest, userName} from './rules/work.ts'
import {neverMonitoring} from './known/processes.ts'
import type {Clients, Survey, SurveyedProcess} from './survey/survey.ts'

/** The parts of declared workloads. */
export interface Accounted {
  pids: readonly number[]
  units: readonly string[]
  containers: readonly string[]
}

/** Accounts for nothing, for a list of all work, declared or not. */
export const accountNothing: Accounted = {pids: [], units: [], containers: []}

interface Known extends SurveyedProcess, Classified {
  user: Untrusted
  sockets: string[]
  /** It was started to serve a client. */
  ofClient: boolean
  /** Whom it serves, where the survey saw the connection. */
  serves: string[]
}

const isNeverMonitoring = matchesAny(neverMonitoring)

/** What the inventory says of programs and logins that are no work. */
export interface NoWork {
  baseline?: readonly string[]
  isMonitoring?: MonitoringTest
}

/**
 * All work of a host, without the programs that every machine runs, declared workloads, what may be lost (`ignore`), and what is no
 * work. A unit in `baseline` stands for its main process and further ones of that program, not for what they start.
 */
export function findWork(
  survey: Survey,
  accounted: Accounted,
  ignore: readonly string[],
  {baseline = [], isMonitoring = noMonitoring}: NoWork = {},
): Work[] {
  const [isIgnored, isBaseline] = [matchesAny(ignore), matchesAny(baseline)]
  const tree = new ProcessTree(survey.processes)
  const connections = findConnections(survey, tree)
  const foreignFile = foreignFileTest(survey)
  const findMain = mainProcessFinder(survey)
  const servesClient = clientTest(survey)
  const isPlain = plainTest(survey, foreignFile)
  const declared = new Set(accounted.pids)
  const describe = (process: SurveyedProcess): Known => {
    const classified = classifyProcess(process, tree.lineage(process), {
      survey,
      connections,
      foreignFile,
      findMain,
      servesClient,
      isBaseline: (unit) => isBaseline([unit]),
    })
    const user = userName(survey, process.uid)
    const sockets = socketsOf(process.pid, survey)
    const names = [...classified.names, process.comm, ...(process.uid === 0 ? [] : [user]), ...sockets.map(untrusted)]
    const main = classified.owner?.kind === 'unit' ? findMain(classified.owner) : undefined
    const ofClient = servesClient(process, main) || servesClient(process, tree.get(process.ppid))
    const serves = ofClient ? (survey.clients.get(process.pid) ?? []).map(describeClients) : []
    return {...process, ...classified, user, sockets, names, ofClient, serves}
  }
  const isWork = ({pid, comm, kind, name, names, connection, owner, ofClient, ...process}: Known) => {
    if (accountedByName(kind, [name, ...names], accounted) || isIgnored([name, ...names])) return false
    // Its own name may be that of the server.
    const isClient = kind !== 'child' && ofClient
    if (!isClient && isBaseline(kind === 'child' ? names.slice(1) : [name, ...names])) return false
    if (connection === undefined) return kind === 'container' || !isPlain({pid, comm, ...process}, owner)
    // The connection itself is a login; its server is no further work.
    if (!connection.isSelf && connections.has(pid)) return false
    return !isMonitoring(connection) || isNeverMonitoring([comm])
  }
  const work = survey.processes
    .filter((process) => process.pid !== 1 && !survey.self.has(process.pid))
    .filter((process) => !tree.lineage(process).some(({pid}) => declared.has(pid)))
    .map(describe)
    .filter(isWork)
  const [logins, others] = [work.filter(({kind}) => kind === 'session'), work.filter(({kind}) => kind !== 'session')]
  const units = new Map(others.filter(({kind}) => kind === 'child').map(({pid, names}) => [pid, names[0]?.raw]))
  const groups = groupWork(others.map((known) => underTopChild(known, tree, units)))
  // The job of a unit that is found by its processes adds nothing.
  const isKnown = (name: string) => isAccountedUnit(name, accounted) || groups.some((group) => group.name.raw === name)
  return [
    ...groups,
    ...findLogins({
      survey,
      tree,
      connections: [...new Set(connections.values())],
      processes: logins,
      skip: (names) => isIgnored(names) || isBaseline(names),
      isMonitoring,
    }),
    ...findSystemWork(survey, {
      isIgnored: (names) => isIgnored(names) || names.some(({raw}) => isKnown(raw)),
      isBaseline,
      isContainer: (name) => accounted.containers.includes(name.raw),
    }),
  ]
}

function socketsOf(pid: number, {sockets, owners}: Survey): string[] {
  return [...new Set(sockets.filter(({inode}) => owners.get(inode)?.includes(pid)).map(({name}) => name))]
}

function describeClients({protocol, name, address}: Clients): string {
  if (protocol === 'udp') return `${address} by UDP`
  return `${address.raw === '' ? 'a program of this machine' : address} at ${name}`
}

function isAccountedUnit(name: string, {units}: Accounted): boolean {
  return units.some((unit) => name === unit || name === `${unit}.service`)
}

function accountedByName(kind: string, names: readonly Untrusted[], accounted: Accounted): boolean {
  if (kind === 'unit' || kind === 'child') return names.some(({raw}) => isAccountedUnit(raw, accounted))
  return kind === 'container' && names.some(({raw}) => accounted.containers.includes(raw))
}

/** What a unit started is one piece of work with all that it started itself, by the name of the topmost process. */
function underTopChild(known: Known, tree: ProcessTree, units: ReadonlyMap<number, string | undefined>): Known {
  if (known.kind !== 'child') return known
  const [unit] = known.names
  if (unit === undefined) return known
  const top = tree.lineage(known).findLast(({pid}) => units.get(pid) === unit.raw)
  return {...known, name: childName(unit, top?.comm ?? known.comm)}
}

function groupWork(processes: readonly Known[]): Work[] {
  const groups = Map.groupBy(processes, ({kind, name}) => `${kind}/${name.raw}`)
  return [...groups.values()].map((group) => {
    const [first] = group as [Known]
    const sockets = [...new Set(group.flatMap((process) => process.sockets))]
    const shown = group.slice(0, 3).map(({pid, args, comm, user}) => `pid ${pid} of ${user}: ${args.raw === '' ? comm : args}`)
    const more = group.length > shown.length ? `, and ${group.length - shown.length} more` : ''
    const listens = sockets.length === 0 ? '' : `; listens on ${sockets.join(', ')}`
    const file = first.unitFile === undefined ? '' : `; its unit file is ${first.unitFile}`
    const clients = [...new Set(group.flatMap((process) => process.serves))]
    const serves = clients.length === 0 ? '' : `; serves ${clients.slice(0, 3).join(', ')}`
    const detail = `${shown.join('; ')}${more}${listens}${serves}${file}`
    const isOfClients = first.kind === 'child' ? group.some(({ofClient}) => ofClient) : group.every(({ofClient}) => ofClient)
    const ofClients = isOfClients ? {ofClients: true} : {}
    return {kind: first.kind, name: first.name, pids: group.map(({pid}) => pid), sockets, detail, ...ofClients, ...oldest(group)}
  })
}
