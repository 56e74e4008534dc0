export interface SurveyedProcess {
  pid: number
  ppid: number
  uid: number
  /** Device number of its terminal; 0 for none. */
  tty: number
  comm: string
  cgroup: string
  args: string
}

export interface SurveyedContainer {
  engine: string
  id: string
  name: string
  /** Its first process, where the engine reports it. */
  pid?: number
}

/** What runs on a host, from one run of the survey script. */
export interface Survey {
  /** False: other users' sockets cannot be joined to their processes. */
  asRoot: boolean
  processes: SurveyedProcess[]
  sockets: ListeningSocket[]
  /** Process ids that hold a listening socket, by inode. */
  owners: Map<string, number[]>
  /** The survey itself and its ancestors. */
  self: Set<number>
  users: Map<number, string>
  /** Lines of `who`. */
  logins: string[]
  containers: SurveyedContainer[]
}

/** Parses the output of the survey script; throws when the end is missing, as an incomplete survey would hide work. */
export function parseSurvey(text: string): Survey {
  const rows = text.split('\n').map((line) => line.split('\t'))
  const of = (kind: string) => rows.filter(([first]) => first === kind).map(([, ...fields]) => fields)
  const [[version, uid] = []] = of('survey')
  if (version !== '1' || of('end').length !== 1) throw new Error('the survey is incomplete')
  if (!of('process').some(([pid]) => pid === '1'))
    throw new Error('/proc hides the processes of other users (hidepid of proc(5)); ops must log in as root, or as a user who may see them')
  const owners = new Map<string, number[]>()
  for (const [inode = '', pid] of of('owner')) owners.set(inode, [...(owners.get(inode) ?? []), Number(pid)])
  return {
    asRoot: uid === '0',
    processes: of('process').map(([pid, ppid, owner, tty, comm = '', cgroup = '', args = '']) => ({
      pid: Number(pid),
      ppid: Number(ppid),
      uid: Number(owner),
      tty: Number(tty),
      comm,
      cgroup,
      args: args.trim(),
    })),
    sockets: of('socket')
      .map(([kind = '', row = '']) => parseSocketRow(kind, row))
      .filter((socket) => socket !== undefined),
    owners,
    self: new Set(of('self').flat().map(Number)),
    users: new Map(of('user').map(([id, name = '']) => [Number(id), name])),
    logins: of('login').map(([line = '']) => line),
    containers: of('container').map(([engine = '', id = '', name = '', pid]) => ({
      engine,
      id,
      name,
      ...(pid === undefined ? {} : {pid: Number(pid)}),
    })),
  }
}

/** A listening socket, by the name `tcp/80`. */
export interface ListeningSocket {
  name: string
  protocol: 'tcp' | 'udp'
  port: number
  inode: string
  uid: number
}

/**
 * One row of /proc/net/tcp, tcp6, udp or udp6 (proc_pid_net(5)): local address and port in hex, state, uid, inode.
 * The address's bytes are in host order and not needed here; the port is always big-endian hex.
 */
export function parseSocketRow(kind: string, row: string): ListeningSocket | undefined {
  const fields = row.trim().split(/\s+/)
  const port = Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)
  const [uid, inode] = [Number(fields[7]), fields[9]]
  if (!Number.isInteger(port) || !Number.isInteger(uid) || inode === undefined) return undefined
  const protocol = kind.startsWith('tcp') ? 'tcp' : 'udp'
  return {name: `${protocol}/${port}`, protocol, port, inode, uid}
}
