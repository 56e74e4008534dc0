import {type Untrusted, untrusted} from '@ops/core/untrusted'
import type {Survey, SurveyedProcess, SurveyedSession} from '../survey/survey.ts'
import {isProgram} from './is-program.ts'
import {parseCgroup} from './parse-cgroup.ts'
import type {ProcessTree} from './process-tree.ts'

/** A connection of an ssh server whose user is logged in, with a program below it or without (tunnel, jump). */
export interface Connection {
  user: Untrusted
  /** undefined: the survey could not see it. */
  address: Untrusted | undefined
  /** Processes of the ssh server that serve it, the first one first. */
  servers: SurveyedProcess[]
  /** The survey came by it. */
  isSelf: boolean
}

/**
 * Whether a process serves one connection. An sshd since OpenSSH 9.8 starts `sshd-session` for it, an older one a copy of itself
 * with the title `sshd: USER …`; dropbear starts a copy with the same title; tailscaled one with the argument `be-child`.
 */
function servesConnection(process: SurveyedProcess, parent: SurveyedProcess | undefined): boolean {
  const [comm, args] = [process.comm.raw, process.args.raw]
  if (isProgram(process, ['sshd-session', 'sshd-auth'])) return true
  if (isProgram(process, ['sshd'])) {
    if (args.includes('[listener]')) return false
    return /^sshd: (?!\/)/.test(args) || / -[A-Za-z]*[Ri]\b/.test(args) || parent?.comm.raw === 'sshd'
  }
  if (isProgram(process, ['dropbear'])) return parent?.comm.raw === 'dropbear' || / -[A-Za-z]*i\b/.test(args)
  return comm === 'tailscaled' && / be-child ssh\b/.test(args)
}

/**
 * Nobody is logged in before ssh has authenticated the user: port scans, health checks, password prompts. sshd's titles until then
 * are `[accepted]`, `[net]` and `[preauth]`, or it has none yet (`-R`), and its processes run as root and `sshd`. After that one has
 * the title `USER@TTY`, and the user may start programs with any title. dropbear's titles do not tell.
 */
function isAuthenticated(servers: readonly SurveyedProcess[], {users}: Survey): boolean {
  if (servers.some(({uid, args}) => titleUser(args) !== undefined || (uid !== 0 && !/^_?sshd?$/.test(users.get(uid)?.raw ?? ''))))
    return true
  return !servers.some(({comm: {raw: comm}, args: {raw: args}}) => {
    if (!comm.startsWith('sshd')) return false
    return comm === 'sshd-auth' || /^sshd\S*: .*\[(?:accepted|net|preauth)\]/.test(args) || / -R\b/.test(args)
  })
}

/** The user of `sshd: USER@TTY`, the title of an sshd that has let USER in. The name may have an @ itself. */
function titleUser({raw: args}: Untrusted): string | undefined {
  return /^sshd\S*: (\S+)@[^\s@]+$/.exec(args)?.[1]
}

/** All connections of ssh servers, by the process ids that serve them. Servers in containers are not the host's. */
export function findConnections(survey: Survey, tree: ProcessTree): Map<number, Connection> {
  const serving = new Set(
    survey.processes.filter(
      (process) => servesConnection(process, tree.get(process.ppid)) && parseCgroup(process.cgroup)?.kind !== 'container',
    ),
  )
  // A server that the user has started is one of its own.
  const topOf = (process: SurveyedProcess) => {
    const lineage = tree.lineage(process)
    const other = lineage.findIndex((one) => !serving.has(one))
    return lineage[other < 0 ? lineage.length - 1 : other - 1] ?? process
  }
  const groups = Map.groupBy([...serving], topOf)
  const connections = [...groups.values()]
    .filter((servers) => isAuthenticated(servers, survey))
    .map((servers) => toConnection(servers, survey))
  return new Map(connections.flatMap((connection) => connection.servers.map(({pid}) => [pid, connection] as const)))
}

function toConnection(servers: SurveyedProcess[], survey: Survey): Connection {
  const [self] = [...survey.self]
  const isSelf = servers.some(({pid}) => survey.self.has(pid))
  const peers = [...servers.map(({pid}) => pid), ...(isSelf && self !== undefined ? [self] : [])]
  const peer = peers.map((pid) => survey.peers.get(pid)).find((found) => found !== undefined)
  const session = survey.sessions.find(({leader}) => servers.some(({pid}) => pid === leader))
  const remote = session?.remoteHost.raw === '' ? undefined : session?.remoteHost
  return {user: userOf(servers, session, survey), address: peer?.address ?? remote, servers, isSelf}
}

/**
 * Who has logged in: as logind and sshd's title say. A program below may run as another user, which root chooses, so its user only
 * counts where the server tells nothing (dropbear, Tailscale).
 */
function userOf(servers: readonly SurveyedProcess[], session: SurveyedSession | undefined, {users, processes}: Survey): Untrusted {
  if (session !== undefined) return session.user
  const titles = servers.map(({args}) => titleUser(args) ?? /^sshd\S*: ([^\s[]+) \[priv\]/.exec(args.raw)?.[1])
  const title = titles.find((name) => name !== undefined)
  if (title !== undefined) return untrusted(title)
  const started = processes.filter(({ppid}) => servers.some(({pid}) => pid === ppid))
  const uid = [...servers, ...started].find((process) => process.uid !== 0)?.uid
  return (uid === undefined ? undefined : users.get(uid)) ?? untrusted('root')
}
