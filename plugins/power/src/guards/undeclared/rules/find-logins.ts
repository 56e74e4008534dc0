import {type Untrusted, untrusted} from '@ops/core/untrusted'
import type {Survey, SurveyedProcess} from '../survey/survey.ts'
import type {Connection} from './connections.ts'
import type {MonitoringTest} from './monitoring.ts'
import type {ProcessTree} from './process-tree.ts'
import {type SkipTest, type Work, oldest} from './work.ts'

/** A process of a login, with the name of its user. */
export interface LoginProcess extends SurveyedProcess {
  name: Untrusted
  user: Untrusted
  connection?: Connection
}

export interface LoginInput {
  survey: Survey
  tree: ProcessTree
  connections: readonly Connection[]
  /** Processes of logins, without those that the inventory names. */
  processes: readonly LoginProcess[]
  skip: SkipTest
  isMonitoring: MonitoringTest
}

interface Login {
  user: Untrusted
  how: string
  connections: Connection[]
  processes: LoginProcess[]
}

/** One piece of work for each user and place that the user came from. Every ssh connection but the survey's own is a login. */
export function findLogins(input: LoginInput): Work[] {
  const {survey, connections, processes, skip, isMonitoring} = input
  const logins = new Map<string, Login>()
  const add = (user: Untrusted, connection: Connection | undefined): Login => {
    const how = connection === undefined ? '' : describeConnection(connection)
    const key = `${user.raw}\t${how}`
    const login = logins.get(key) ?? {user, how, connections: [], processes: []}
    logins.set(key, login)
    return login
  }
  for (const connection of connections)
    if (!connection.isSelf && !isMonitoring(connection) && !skip([connection.user]))
      add(connection.user, connection).connections.push(connection)
  for (const process of processes) add(process.name, process.connection).processes.push(process)
  return [...[...logins.values()].map(toWork), ...findUnseenSessions(input), ...findRecordedLogins(survey, logins, skip)]
}

function describeConnection({address, isSelf}: Connection): string {
  if (isSelf) return 'by ssh, in another session on the connection of ops'
  return `by ssh from ${address ?? 'an unknown address'}`
}

function toWork({user, how, connections, processes}: Login): Work {
  const count = connections.length > 1 ? ` (${connections.length} connections)` : ''
  const way = how === '' ? '' : `${how}${count}; `
  const servers = connections.flatMap((connection) => connection.servers)
  // Without a program (a tunnel, a jump, sshd's own sftp) the server's title says what there is to say.
  const shown = processes.length > 0 ? processes : servers.slice(-1).map((server) => ({...server, user}))
  const few = shown.slice(0, 3).map(({pid, args, comm, user: owner}) => `pid ${pid} of ${owner}: ${args.raw === '' ? comm : args}`)
  const more = shown.length > few.length ? `, and ${shown.length - few.length} more` : ''
  return {
    kind: 'session',
    name: user,
    pids: shown.map(({pid}) => pid),
    sockets: [],
    detail: `${way}${few.join('; ')}${more}`,
    ...oldest([...servers, ...processes]),
  }
}

/** Sessions of logind whose processes the survey does not show; greeters and managers are not people. */
function findUnseenSessions({survey, tree, skip, isMonitoring}: LoginInput): Work[] {
  return survey.sessions
    .filter((session) => !/^(?:greeter|lock-screen|manager)/.test(session.class.raw) && session.state.raw !== 'closing')
    .filter(({leader, user}) => !survey.self.has(leader) && tree.get(leader) === undefined && !skip([user]))
    .filter(({user, remoteHost}) => !isMonitoring({user, address: remoteHost, servers: [], isSelf: false}))
    .map(({id, user, tty, remoteHost}) => {
      const place = [tty, remoteHost].filter(({raw}) => raw !== '').join(' from ')
      return {kind: 'session', name: user, pids: [], sockets: [], detail: `session ${id} of logind${place === '' ? '' : `, ${place}`}`}
    })
}

/** Logins that `who` lists and that have no process in the survey. */
function findRecordedLogins(survey: Survey, logins: ReadonlyMap<string, Login>, skip: SkipTest): Work[] {
  const seen = new Set([...logins.values()].map(({user}) => user.raw))
  return survey.logins
    .map((line) => ({line, user: untrusted(line.raw.split(/\s+/)[0] ?? '')}))
    .filter(({user}) => user.raw !== '' && !seen.has(user.raw) && !skip([user]))
    .map(({line, user}) => ({kind: 'session', name: user, pids: [], sockets: [], detail: `${untrusted(line.raw.replaceAll(/\s+/g, ' '))}`}))
}
