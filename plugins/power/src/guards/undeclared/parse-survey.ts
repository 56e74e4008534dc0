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
  /** Its first process, where the engine tells. */
  pid?: number
}

/** What runs on a host, as one look saw it. */
export interface Survey {
  /** False: other users' sockets cannot be joined to their processes. */
  asRoot: boolean
  processes: SurveyedProcess[]
  sockets: ListeningSocket[]
  /** Process ids that hold a listening socket, by inode. */
  owners: Map<string, number[]>
  /** The look itself and everything above it. */
  self: Set<number>
  users: Map<number, string>
  /** Lines of `who`. */
  logins: string[]
  containers: SurveyedContainer[]
}

/** Reads what the survey script printed; throws when the end is missing, as half a survey would hide work. */
export function parseSurvey(text: string): Survey {
  const rows = text.split('\n').map((line) => line.split('\t'))
  const of = (kind: string) => rows.filter(([first]) => first === kind).map(([, ...fields]) => fields)
  const [[version, uid] = []] = of('survey')
  if (version !== '1' || of('end').length !== 1) throw new Error('the survey was cut off')
  if (!of('process').some(([pid]) => pid === '1'))
    throw new Error('it hides the processes of others (hidepid of proc(5)); ops must come in as root, or as one who sees them')
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

/** A socket that waits for others: `tcp/80`, with the addresses in /proc/net's order. */
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
