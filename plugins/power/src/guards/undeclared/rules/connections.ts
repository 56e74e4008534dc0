import {type Untrusted, untrusted} from '@ops/core/untrusted'
import type {Survey, SurveyedProcess} from '../survey/survey.ts'
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
 * are `[accepted]`, `[net]` and `[preauth]`, or it has none yet (`-R`). dropbear's do not tell.
 */
function isAuthenticated(servers: readonly SurveyedProcess[]): boolean {
  return !servers.some(({comm: {raw: comm}, args: {raw: args}}) => {
    if (!comm.startsWith('sshd')) return false
    return comm === 'sshd-auth' || /^sshd\S*: .*\[(?:accepted|net|preauth)\]/.test(args) || / -R\b/.test(args)
  })
}

/** All connections of ssh servers, by the process ids that serve them. Servers in containers are not the host's. */
export function findConnections(survey: Survey, tree: ProcessTree): Map<number, Connection> {
  const serving = new Set(
    survey.processes.filter(
      (process) => servesConnection(process, tree.get(process.ppid)) && parseCgroup(process.cgroup)?.kind !== 'container',
    ),
  )
  const topOf = (process: SurveyedProcess) => tree.lineage(process).findLast((one) => serving.has(one)) ?? process
  const groups = Map.groupBy([...serving], topOf)
  const connections = [...groups.values()].filter(isAuthenticated).map((servers) => toConnection(servers, survey))
  return new Map(connections.flatMap((connection) => connection.servers.map(({pid}) => [pid, connection] as const)))
}

function toConnection(servers: SurveyedProcess[], survey: Survey): Connection {
  const [self] = [...survey.self]
  const isSelf = servers.some(({pid}) => survey.self.has(pid))
  const peers = [...servers.map(({pid}) => pid), ...(isSelf && self !== undefined ? [self] : [])]
  const peer = peers.map((pid) => survey.peers.get(pid)).find((found) => found !== undefined)
  const session = survey.sessions.find(({leader}) => servers.some(({pid}) => pid === leader))
  const remote = session?.remoteHost.raw === '' ? undefined : session?.remoteHost
  return {user: userOf(servers, survey), address: peer?.address ?? remote, servers, isSelf}
}

/** sshd goes on as the user after the login; what other servers start runs as the user. */
function userOf(servers: readonly SurveyedProcess[], {users, processes}: Survey): Untrusted {
  const started = processes.filter(({ppid}) => servers.some(({pid}) => pid === ppid))
  const uid = [...servers, ...started].find((process) => process.uid !== 0)?.uid
  const title = servers.map(({args}) => /^sshd\S*: ([^\s@[]+)/.exec(args.raw)?.[1]).find((name) => name !== undefined)
  return (uid === undefined ? undefined : users.get(uid)) ?? untrusted(title ?? 'root')
}
